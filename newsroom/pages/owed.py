"""The seven pages that every newsroom owes its readers, and what machines are told that each of them says."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Pages that a newsroom adds of its own stand below this, where they cannot meet any other address.
OWN = "pages/"


@dataclass(frozen=True)
class Owed:
    """A page that is owed: its title, what it should say, its kind and policies as schema.org has them."""

    title: str
    says: str
    kind: str = "WebPage"
    policies: tuple = ()


OWED = {
    "about": Owed(
        _("About us"),
        _("Who you are, where you work and for whom; who owns the newsroom, and who pays for it."),
        "AboutPage",
        ("missionCoveragePrioritiesPolicy", "ownershipFundingInfo"),
    ),
    "masthead": Owed(
        _("Masthead"),
        _("Who decides, who edits, who reports. Those who sign in here can be listed below the text."),
        "AboutPage",
        ("masthead",),
    ),
    "standards": Owed(
        _("Standards and ethics"),
        _(
            "What you hold yourselves to: fairness, checking of facts, unnamed sources, conflicts of "
            "interest, diversity."
        ),
        policies=(
            "diversityPolicy",
            "ethicsPolicy",
            "publishingPrinciples",
            "unnamedSourcesPolicy",
            "verificationFactCheckingPolicy",
        ),
    ),
    "corrections-policy": Owed(
        _("Corrections policy"),
        _("How mistakes are put right, how quickly, and how a reader reports one."),
        policies=("correctionsPolicy",),
    ),
    "contact": Owed(
        _("Contact"),
        _("How to reach the newsroom: by e-mail, telephone and post, and whom to ask for what."),
        "ContactPage",
        ("actionableFeedbackPolicy",),
    ),
    "tips": Owed(
        _("Send us a tip"),
        _("How somebody with something to tell reaches you, and how safe each way is."),
        "ContactPage",
    ),
    "privacy": Owed(_("Privacy"), _("What you learn about your readers, what you keep, and for how long.")),
}


def place_of(slug):
    """Return what pages are sorted by: those that are owed in their order, then the others."""
    return [*OWED].index(slug) if slug in OWED else len(OWED)


def address_of(slug):
    """Return the address, without its slashes, of the page with this slug."""
    return slug if slug in OWED else f"{OWN}{slug}"
