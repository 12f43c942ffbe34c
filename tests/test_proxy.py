import pytest
from django.http import HttpResponse

from newsroom.accounts import audit
from newsroom.accounts.models import User
from newsroom.proxy import ReaderAddressMiddleware
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_address_that_the_proxy_saw_counts(rf, header, address):
    seen = []

    def view(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ReaderAddressMiddleware(view)(rf.get("/", headers={"X-Forwarded-For": header}))
    assert seen == [address]


@pytest.mark.django_db
def test_the_audit_trail_says_from_where(rf):
    def view(request):
        audit.record("user.test", user, by=user)
        return HttpResponse()

    user = UserFactory()
    audit.AuditAddressMiddleware(view)(rf.get("/", REMOTE_ADDR="203.0.113.9"))
    assert audit.AuditEntry.objects.get().address == "203.0.113.9"
    audit.record("user.test", user, by=User.objects.get())
    assert audit.AuditEntry.objects.first().address is None
