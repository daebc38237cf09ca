"""Vocabulary for events: lanes of the timeline, kinds of act, states of rules, and roles on pages."""

from __future__ import annotations

#: Lanes of the timeline, top to bottom.
LANES = {
    "uk_government": "UK government and Parliament",
    "nations": "Scotland, Wales, Northern Ireland",
    "councils": "Councils, police and other bodies",
    "investigations": "Investigations and surveys",
    "makers": "The manufacturers",
    "other_countries": "Other countries",
}
EVENT_KINDS = {
    "legislation": "law",
    "directive": "directive",
    "ban": "ban",
    "restriction": "restriction",
    "removal": "removal",
    "statement": "statement",
    "report": "report",
    "survey": "survey",
    "investigation": "investigation",
    "vulnerability": "security flaw",
    "vendor_action": "act of a manufacturer",
    "court": "court",
}
#: The broad kinds that charts distinguish.
BROAD_KINDS = {
    "rule": "Laws, rules and courts",
    "removal": "Removals, promised or done",
    "report": "Reports and security flaws",
    "statement": "Statements",
    "company": "Steps by the manufacturers",
}
#: The broad kind of each kind.
BROAD_KIND_OF = {
    "legislation": "rule",
    "directive": "rule",
    "ban": "rule",
    "restriction": "rule",
    "court": "rule",
    "removal": "removal",
    "report": "report",
    "survey": "report",
    "investigation": "report",
    "vulnerability": "report",
    "statement": "statement",
    "vendor_action": "company",
}
DATE_PRECISIONS = ("day", "month", "year")
#: States of a UK rule, in display order.
IN_FORCE = {
    "yes": "in force, as far as we could find out",
    "target_unknown": "a target; we could not find out whether it was met",
    "reported_complete": "reported complete; no date was given",
    "superseded": "overtaken",
}
#: Whom a UK rule binds, by the role of its event; the rules page has a row for each.
BOUND = {
    "binds_departments": "Government departments",
    "binds_others": "Councils, police, the NHS and schools",
    "binds_buyers": "Public buyers in general",
}
#: Roles of events that a page highlights. Code refers to events by role, never by id.
EVENT_ROLES = {
    "reach": "about the reach of the UK rules",
    "binds_departments": "a rule for government departments",
    "binds_others": "a rule for councils, police, the NHS or schools",
    "binds_buyers": "a rule for public buyers in general",
    "turning_point": "a turning point, named on the timeline",
}
