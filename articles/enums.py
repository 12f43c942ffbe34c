"""The newsroom's fixed vocabularies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Label(TextChoices):
    """What kind of work a story is, set by the desk and shown above the headline."""

    NONE = "", _("No label")
    BREAKING = "breaking", _("Breaking")
    LIVE = "live", _("Live")
    UPDATED = "updated", _("Updated")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    EXPLAINER = "explainer", _("Explainer")


# Labels that say "now": they are set in the colour of news.
URGENT_LABELS = {Label.BREAKING, Label.LIVE, Label.UPDATED}


class State(TextChoices):
    """How far the working copy has come. Whether readers see the story is another matter."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CHANGES_REQUESTED = "changes_requested", _("Changes asked for")
    APPROVED = "approved", _("Approved")


class Coverage(TextChoices):
    """Whether a story takes live updates."""

    NONE = "none", _("No live coverage")
    OPEN = "open", _("Live")
    CLOSED = "closed", _("Ended")


class EditionKind(TextChoices):
    """What an edition is to readers."""

    FIRST = "first", _("First published")
    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")
    MINOR = "minor", _("Minor")


# These leave a story where it stands in lists; the others bring it to the top.
QUIET_KINDS = {EditionKind.CORRECTION, EditionKind.MINOR}


class CorrectionKind(TextChoices):
    """What a note to readers owns up to."""

    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    NOTE = "note", _("Editor’s note")


class BylineRole(TextChoices):
    """What somebody did for a story."""

    REPORTED = "reported", _("Reported by")
    WRITTEN = "written", _("Written by")
    PHOTOGRAPHED = "photographed", _("Photographs by")
    TRANSLATED = "translated", _("Translated by")
    EDITED = "edited", _("Edited by")
    CONTRIBUTED = "contributed", _("With reporting by")


# The roles that follow a plain "By".
LEADING_ROLES = {BylineRole.REPORTED, BylineRole.WRITTEN}


class CitationKind(TextChoices):
    """How the newsroom knows."""

    DOCUMENT = "document", _("Document")
    OUTLET = "outlet", _("Report")
    INTERVIEW = "interview", _("Interview")
    STATEMENT = "statement", _("Statement")
    RECORD = "record", _("Record")
    ANONYMOUS = "anonymous", _("Not named")


class RelatedKind(TextChoices):
    """Why a link stands beside a story."""

    NEXT_UP = "next_up", _("Next up")
    BACKGROUND = "background", _("Background")
    PACKAGE = "package", _("Part of a package")


class SeriesKind(TextChoices):
    """What holds several stories together: one told after another, or several sides of one matter."""

    SERIES = "series", _("Series")
    PACKAGE = "package", _("Package")


class UpdateState(TextChoices):
    """Whether readers see a live update."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for an editor")
    POSTED = "posted", _("Posted")
    RETRACTED = "retracted", _("Retracted")


class SaidKind(TextChoices):
    """How words were said."""

    NONE = "", _("No words attached")
    QUOTE = "quote", _("Quote")
    STATEMENT = "statement", _("Statement")


class PictureWidth(TextChoices):
    """How wide a photo stands in the text."""

    COLUMN = "column", _("Column")
    WIDE = "wide", _("Wide")


class Licence(TextChoices):
    """On what footing a photo is used."""

    OURS = "ours", _("Ours")
    AGENCY = "agency", _("Agency")
    HANDOUT = "handout", _("Handout")
    READER = "reader", _("From a reader")
    OPEN = "open", _("Open licence")
    PUBLIC = "public", _("Public domain")


class Level(TextChoices):
    """What a check does to publication."""

    STOP = "stop", _("Stops publication")
    LOOK = "look", _("Asks to look")
    OFF = "off", _("Off")


class Check(TextChoices):
    """What is looked at before publishing."""

    ALT_MISSING = "alt_missing", _("Photo without alternative text")
    CREDIT_MISSING = "credit_missing", _("Photo without credit")
    RIGHTS_EXPIRED = "rights_expired", _("Photo whose rights have ended")
    STATEMENT_SOURCE = "statement_source", _("Statement without a source")
    ANONYMOUS_REASON = "anonymous_reason", _("Source not named, without a reason")
    DEK_EMPTY = "dek_empty", _("No dek")
    HEADLINE_LONG = "headline_long", _("Headline too long for search and sharing")
    HEADING_LEVEL = "heading_level", _("Heading that skips a level")
    LINK_DEAD = "link_dead", _("Link that goes nowhere")
    LINK_INSECURE = "link_insecure", _("Link that is not encrypted")
    PERSON_UNLINKED = "person_unlinked", _("Name of somebody not linked")
    SOURCE_UNCITED = "source_uncited", _("Address of a source not cited")
