"""What a subject is told. One text for every legal reason to keep data: none is told apart from another.

English is the master (policy, section I).
"""

from __future__ import annotations

from pathlib import Path

from kyc_service.domain.privacy.requests import Right
from kyc_service.policy.model import Policy

ERASURE = (
    "Your request to erase your data is being carried out. What no rule obliges us to keep is erased. What a rule "
    "obliges us to keep is not used for anything else, and is erased when that rule's term ends."
)
"""The answer to every request for erasure: the same whether everything goes now or something is kept, and why."""
REFUSED = "We looked at your request and cannot follow it, or not in full, under the rules that bind us."
"""The answer to every refusal. Which rule it was stands in our own records."""
AUTOMATED = (
    "Details are compared with sanctions lists by a program. A program alone refuses nobody: two persons decide. You "
    "may ask that another person looks at a refusal, say what you think of it, and ask for an explanation."
)
OWN_POLICY = "This recipient's own privacy policy applies to what it does with the data."
EXTENDED = "Your request takes longer than a month: it is complex, or one of many. You get an answer by the new date."
GIVEN = "Here is what you asked for."
SAID = {
    Right.ACCESS: GIVEN,
    Right.PORT: GIVEN,
    Right.CLAUSES: GIVEN,
    Right.RECTIFY: "Your details were corrected, and whoever received them is told.",
    Right.ERASE: ERASURE,
    Right.RESTRICT: "From now on your data are only stored. You are told before that ends.",
    Right.LIFT_RESTRICTION: "The restriction has ended, as you asked.",
    Right.OBJECT: "Your objection was decided; what rests on the law or on our contract goes on.",
    Right.WITHDRAW_CONSENT: "Your consent has ended. What happened before stays lawful.",
    Right.HUMAN_REVIEW: "Another person has looked at the decision; the explanation is beside this text.",
    Right.COMPLAIN: "Here is where you can complain.",
}
"""What is said when a request was carried out, by what was asked."""


def complaint(policy: Policy) -> str:
    """Return the text about complaints that the policy names."""
    name = str(policy.rules.rights["complain"]["text"])
    return (Path(__file__).with_name(Path(name).name)).read_text(encoding="utf-8").strip()
