"""The words for events: who acted, what kind of act it was, whether a rule is in force, and what a page picks out."""

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
#: The few kinds that a picture can tell apart.
BROAD_KINDS = {
    "rule": "Laws, rules and courts",
    "removal": "Removals, promised or done",
    "report": "Reports and security flaws",
    "statement": "Statements",
    "company": "Steps by the manufacturers",
}
#: To which of them each kind belongs.
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
#: The state of a UK rule, in the order in which rules are listed.
IN_FORCE = {
    "yes": "in force, as far as we could find out",
    "target_unknown": "a target; we could not find out whether it was met",
    "reported_complete": "reported complete; no date was given",
    "superseded": "overtaken",
}
#: Whom a UK rule binds, by the role of its event; the page of rules has a row for each.
BOUND = {
    "binds_departments": "Government departments",
    "binds_others": "Councils, police, the NHS and schools",
    "binds_buyers": "Public buyers in general",
}
#: Events that a page picks out, and for what. The code knows them by this mark, never by their ids.
EVENT_ROLES = {
    "reach": "says how far the UK rules reach",
    "binds_departments": "a rule for government departments",
    "binds_others": "a rule for councils, police, the NHS or schools",
    "binds_buyers": "a rule for public buyers in general",
    "turning_point": "a turning point, named on the timeline",
}
