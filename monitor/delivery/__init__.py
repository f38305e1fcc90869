"""One module a channel behind one small protocol (``monitor.delivery.protocol``): send one alert to one recipient, and
say Delivered, RetryAfter(seconds, reason) or Refused(reason). ``monitor.delivery.build`` makes them from settings."""
