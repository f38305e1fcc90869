"""The HTTP client, the only importer of httpx."""

from monitor.http.client import Client, HttpResponse, date_of, host_of, shown

__all__ = ["Client", "HttpResponse", "date_of", "host_of", "shown"]
