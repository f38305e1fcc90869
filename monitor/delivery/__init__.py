"""One module a channel behind one small protocol (``monitor.delivery.protocol``): send one alert to one recipient, and
return Delivered, RetryAfter(seconds, reason) or Refused(reason). ``monitor.delivery.build`` makes them from settings."""
