"""The words inside picture files: read as proposals, and whose picture it is written into every copy.

Three places may hold them. XMP is what the IPTC's photo standard uses today; the older IPTC block and EXIF
fill what it leaves open. What they say is anybody's, so it is text to look at and nothing more.
"""

import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from PIL import Image, IptcImagePlugin

MAX_XMP = 512 * 1024
MAX_LENGTH = {"title": 200, "creator": 200, "credit": 200, "notice": 300, "terms": 500}
MAX_WORDS = 500

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}
_IN_XMP = {
    "title": ["dc:title", "photoshop:Headline"],
    "creator": ["dc:creator"],
    "credit": ["photoshop:Credit"],
    "caption": ["dc:description"],
    "notice": ["dc:rights"],
    "terms": ["xmpRights:UsageTerms"],
    "alt": ["Iptc4xmpCore:AltTextAccessibility"],
}
_IN_IPTC = {
    "title": [(2, 5), (2, 105)],
    "creator": [(2, 80)],
    "credit": [(2, 110)],
    "caption": [(2, 120)],
    "notice": [(2, 116)],
}
_ARTIST, _COPYRIGHT, _DESCRIPTION = 0x013B, 0x8298, 0x010E
_IN_EXIF = {"creator": _ARTIST, "notice": _COPYRIGHT, "caption": _DESCRIPTION}
# What cameras write by themselves where a caption belongs.
_NO_CAPTION = re.compile(
    r"(OLYMPUS|SONY|MINOLTA|KONICA|SAMSUNG|CASIO|PENTAX|FUJIFILM|NIKON)[\w\s.-]*|DSC\w*", re.I
)


@dataclass(frozen=True)
class Words:
    """What a file says about its picture; each is "" if it says nothing."""

    title: str = ""
    creator: str = ""
    credit: str = ""
    caption: str = ""
    notice: str = ""
    terms: str = ""
    alt: str = ""

    def __bool__(self):
        return any(asdict(self).values())


def words_in(image):
    """Return the Words in the file of an opened Pillow `image`. A broken part of the file says nothing."""
    found = {}
    for read in (_from_xmp, _from_iptc, _from_exif):
        said = {}
        with suppress(Exception):  # words are a courtesy: a picture is not refused for them
            said = read(image)
        for name, text in said.items():
            text = _tidy(text)[: MAX_LENGTH.get(name, MAX_WORDS)].strip()
            if text and not (name == "caption" and _NO_CAPTION.fullmatch(text)):
                found.setdefault(name, text)
    return Words(**found)


def packet(*, creator="", credit="", notice="", terms=""):
    """Return the (XMP, EXIF) bytes that say whose picture it is; empty where nothing is said."""
    parts = []
    if creator:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{_xml(creator)}</rdf:li></rdf:Seq></dc:creator>")
    if credit:
        parts.append(f"<photoshop:Credit>{_xml(credit)}</photoshop:Credit>")
    for tag, text in (("dc:rights", notice), ("xmpRights:UsageTerms", terms)):
        if text:
            parts.append(
                f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{_xml(text)}</rdf:li></rdf:Alt></{tag}>'
            )
    if not parts:
        return b"", b""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items() if name != "Iptc4xmpCore")
    xmp = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF {spaces}><rdf:Description rdf:about="">{"".join(parts)}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    )
    exif = Image.Exif()
    # As bytes: EXIF has no letters beyond ASCII, and everybody reads UTF-8 there.
    if creator or credit:
        exif[_ARTIST] = _tidy(creator or credit).encode()
    if notice or credit:
        exif[_COPYRIGHT] = _tidy(notice or credit).encode()
    return xmp.encode(), exif.tobytes()


def _xml(text):
    return escape(_tidy(text))


def _from_xmp(image):
    data = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    data = data.encode() if isinstance(data, str) else data
    data = data.rstrip(b"\0 \n")
    if not data or len(data) > MAX_XMP:
        return {}
    root = ElementTree.fromstring(data)
    found = {}
    for name, tags in _IN_XMP.items():
        for tag in tags:
            if text := _in_xmp(root, tag):
                found.setdefault(name, text)
    return found


def _in_xmp(root, tag):
    """Return the text of `tag`, which may be an element, a list of texts, or an attribute."""
    space, local = tag.split(":")
    full = f"{{{_SPACES[space]}}}{local}"
    for element in root.iter(full):
        entries = [entry.text for entry in element.iter(f"{{{_SPACES['rdf']}}}li") if entry.text]
        if local == "creator" and entries:
            return ", ".join(entries)
        if text := (entries[0] if entries else element.text):
            return text
    for element in root.iter(f"{{{_SPACES['rdf']}}}Description"):
        if text := element.get(full):
            return text
    return ""


def _from_iptc(image):
    info = IptcImagePlugin.getiptcinfo(image) or {}
    return {
        name: next((_decode(info[key]) for key in keys if info.get(key)), "")
        for name, keys in _IN_IPTC.items()
    }


def _from_exif(image):
    exif = image.getexif()
    return {name: _decode(exif.get(tag, "")) for name, tag in _IN_EXIF.items()}


def _decode(value):
    if isinstance(value, list | tuple):
        return ", ".join(map(_decode, value))
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("latin-1")
    return str(value)


def _tidy(text):
    """Return `text` in one line, without what no database or XML can hold."""
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", " ", text).split())
