"""What the fields of OpenDocument forms show: ticked boxes with their label, values, choices."""

from lxml import etree

from ingest.formats.symbol_fonts import box
from ingest.formats.xml_package import attribute, local_name

_WRITTEN = ("text", "textarea", "formatted-text", "combobox")
_FIELD = "vnd.oasis.opendocument.field.FORM"  # before the kind of a field of Word's old forms


def control_texts(root: etree._Element) -> dict[str, str]:
    """What each field of the forms in a file shows, by its id; a `draw:control` draws it."""
    return {
        attribute(field, "id"): text
        for form in root.iter(etree.Element)
        if local_name(form) == "form"
        for field in form
        if isinstance(field.tag, str) and _is_shown(field) and (text := _text(field))
    }


def field_mark(mark: etree._Element) -> str:
    """The box that a field of an old form is, or what was chosen in it; else empty."""
    parameters = [(attribute(one, "name"), attribute(one, "value")) for one in mark]
    stated = dict(parameters)
    match attribute(mark, "type").removeprefix(_FIELD):
        case "CHECKBOX":
            return f"{box(stated.get('Checkbox_Checked') == 'true')} "
        case "DROPDOWN":
            entries = [value for name, value in parameters if name == "Dropdown_ListEntry"]
            chosen = stated.get("Dropdown_Selected", "")
            return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    return ""


def _is_shown(field: etree._Element) -> bool:
    """False where the form says that nobody sees the field."""
    return not any(
        attribute(one, "property-name") == "EnableVisible"
        and attribute(one, "boolean-value") == "false"
        for one in field.iter(etree.Element)
    )


def _text(field: etree._Element) -> str:
    kind, label = local_name(field), attribute(field, "label")
    if kind == "checkbox":
        state = attribute(field, "current-state") or attribute(field, "state")
        return f"{box(state == 'checked')} {label}"
    if kind == "radio":
        return f"{box(_is_on(field))} {label}"
    if kind == "fixed-text":
        return label
    if kind == "listbox":
        return ", ".join(attribute(one, "label") for one in field if _is_on(one))
    if kind in _WRITTEN:
        return attribute(field, "current-value") or attribute(field, "value")
    return ""


def _is_on(element: etree._Element) -> bool:
    """Whether somebody chose it, else whether the form begins so."""
    return (attribute(element, "current-selected") or attribute(element, "selected")) == "true"
