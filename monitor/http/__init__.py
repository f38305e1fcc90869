"""The HTTP client, the only importer of httpx."""

from monitor.http.addresses import host_of, shown
from monitor.http.client import Client, HttpResponse, date_of
from monitor.http.server_time import ServerTime, ahead_of

__all__ = ["Client", "HttpResponse", "ServerTime", "ahead_of", "date_of", "host_of", "shown"]
