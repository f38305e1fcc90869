"""Changes and alerts as text, HTML mail, Slack blocks, CSV and Markdown."""
