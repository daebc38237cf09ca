"""Vocabulary for facts about the manufacturers, their brands and survey figures, in display order."""

from __future__ import annotations

FACT_KINDS = {"fact": "fact", "allegation": "allegation", "reply": "reply of the manufacturer"}
REPLIES = "replies"
#: Groups of facts about a manufacturer, in display order.
FACT_GROUPS: dict[str, str] = {
    "ownership": "Who owns them",
    "size": "How large they are",
    "uk": "In the United Kingdom",
    "brands": "Other names on the box",
    "restrictions": "Sanctions and restrictions",
    "xinjiang": "Contracts in Xinjiang",
    "vulnerabilities": "Security flaws",
    "ethnicity": "Analysis of ethnicity",
}
#: Subjects of facts about a manufacturer: ``key`` -> (group, name), in display order.
FACT_KEYS: dict[str, tuple[str, str]] = {
    "founded": ("ownership", "Founded"),
    "headquarters": ("ownership", "Seat"),
    "listed": ("ownership", "Listed"),
    "controlling_shareholder": ("ownership", "Controlling shareholder"),
    "state_shareholding_percent": ("ownership", "Share held by the state"),
    "major_shareholder": ("ownership", "Major shareholder"),
    "ownership": ("ownership", "State ownership"),
    "revenue": ("size", "Revenue"),
    "overseas_revenue": ("size", "Revenue outside China"),
    "profit": ("size", "Profit"),
    "market_value": ("size", "Market value"),
    "employees": ("size", "Staff"),
    "market_rank": ("size", "Rank"),
    "market_share_global": ("size", "Share of the world market"),
    "market_share_china": ("size", "Share of the Chinese market"),
    "geographic_reach": ("size", "Reach"),
    "european_headquarters": ("size", "European seat"),
    "uk_subsidiary": ("uk", "UK company"),
    "uk_revenue": ("uk", "UK revenue"),
    "market_share_uk": ("uk", "Share of the UK market"),
    "uk_installed_base": ("uk", "Cameras in the UK"),
    "uk_public_users": ("uk", "Public bodies that use them"),
    "oem_brand": ("brands", "Other brands"),
    "sanctions_listing": ("restrictions", "Listing"),
    "xinjiang_contracts_value": ("xinjiang", "Value of contracts"),
    "xinjiang_contracts_status": ("xinjiang", "State of the contracts"),
    "human_rights_review": ("xinjiang", "Review by its own lawyer"),
    "vulnerability": ("vulnerabilities", "Security flaw"),
    "exposed_devices_uk": ("vulnerabilities", "Exposed in the UK"),
    "ethnicity_analytics": ("ethnicity", "Analysis of ethnicity"),
    "reply": (REPLIES, "Reply"),
}
#: How a brand is linked to a manufacturer.
BRAND_KINDS = {
    "own_brand": "own brand",
    "former_brand": "own brand in the past",
    "relabelled": "its equipment sold under another name",
}
#: What a survey figure measures.
MEASURES = {
    "uses": "bodies that use the brand",
    "does_not_use": "bodies that do not use it",
    "refused": "bodies that would not say",
    "no_answer": "bodies that did not answer",
    "responded": "bodies that answered",
    "asked": "bodies asked",
    "removing": "bodies that are removing or have stopped",
    "capability": "bodies whose cameras have an advanced function",
    "body_worn": "bodies that use the brand for body-worn cameras",
    "anpr": "bodies that use the brand for number-plate cameras",
    "internal_systems": "bodies that use the brand inside buildings",
    "external_systems": "bodies that use the brand outside buildings",
    "cameras": "cameras or other devices",
    "replaced_share": "share already replaced",
    "due_share": "share due to be replaced",
    "aware": "bodies aware of the concerns",
    "cannot_name_maker": "bodies that could not name the manufacturer",
    "estimate": "an estimate, not a count",
    "networks": "networks",
    "spending": "spending",
    "sites": "sites",
    "public_space": "bodies that use the brand in public-space cameras",
    "bought": "purchases, or bodies that bought",
    "other": "something else, said in the note",
}
