"""Foreign XML as a document: no document types, no entities, never an exception."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring


def root_of(body: bytes) -> Element | None:
    """The root of a body; None when it is no XML, or XML that no carrier's answer would be."""
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root
