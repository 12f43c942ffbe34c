"""Behind a proxy every connection comes from the proxy: whose request it is stands in a header."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address


class ReaderAddressMiddleware:
    """Takes the address that the proxy saw, for lockouts and the audit trail.

    For production alone, where the proxy overwrites the header (deploy/nginx.conf): elsewhere anybody could
    write anything into it. The last address counts, which is the one the proxy added.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        try:
            validate_ipv46_address(address)
        except ValidationError:
            pass
        else:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
