"""Middleware that says how many queries an answer took, when asked by the header X-Bench."""

from django.db import connection


def count_queries(get_response):
    """Return the middleware; an answer to one who asks has X-Queries."""

    def middleware(request):
        if "HTTP_X_BENCH" not in request.META:
            return get_response(request)
        queries = 0

        def count(execute, *args):
            nonlocal queries
            queries += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Queries"] = queries
        return response

    return middleware
