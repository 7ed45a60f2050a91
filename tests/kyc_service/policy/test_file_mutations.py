"""Every policy that would let more out than the one that ships, or keep for longer, is refused with its fault."""

from __future__ import annotations

import pytest

from tests.kyc_service.policy.test_file import SHIPPED, fail

# what is found | what is put there instead | what the fault says
MUTATIONS: dict[str, tuple[str, str, str]] = {
    "a field in two categories": (
        'role              = { fields = ["person.job_title"',
        'role              = { fields = ["person.email", "person.job_title"',
        "category.role: `person.email` stands in more than one category",
    ),
    "a field twice in one category": (
        '["person.email", "person.phone"',
        '["person.email", "person.email", "person.phone"',
        "category.contact: fields: names something twice",
    ),
    "a refused field in a category": (
        '"person.department"]',
        '"person.department", "person.photo"]',
        "category.role: `person.photo` is on the list of refused fields",
    ),
    "a field that is no path": ('"person.department"]', '"Department"]', "category.role: `Department` is no path"),
    "a category without fields": (
        '"case.messages", "case.attachments"]',
        "]",
        "category.correspondence: names no field",
    ),
    "a category without an end": (
        '    { id = "mail", ',
        '    # { id = "mail", ',
        "category.correspondence: no retention rule names it",
    ),
    "core data without an end after a refusal": (
        'trigger = "check_rejected"',
        'trigger = "case_closed"',
        "category.company: has no end at check_rejected",
    ),
    "core data without an end after an abandoned application": (
        'trigger = "application_abandoned"',
        'trigger = "decision_made"',
        "has no end at application_abandoned",
    ),
    "a category left out of the core": (
        '"criminal", "decision", "free_text"]\nrules',
        '"decision", "free_text"]\nrules',
        "category.criminal: no retention rule names it",
    ),
    "suspicion that is not sealed": (
        "suspicion         = { sealed = true, ",
        "suspicion         = { ",
        "category.suspicion: `suspicion.report` needs a sealed category",
    ),
    "suspicion that may tip off": (
        "tipping_off = true",
        "tipping_off = false",
        "category.suspicion: `suspicion.report` needs a category marked tipping_off",
    ),
    "offences that are not sealed": (
        "criminal          = { sealed = true, ",
        "criminal          = { ",
        "category.criminal: `screen.offence_stage` needs a sealed category",
    ),
    "a submission that fills what others made": (
        '"company", "company_people"]\nfields = ["check.metadata"]',
        '"company", "company_people", "suspicion"]\nfields = ["check.metadata"]',
        "given: a submission cannot fill `suspicion`",
    ),
    "a submission that fills what is not there": ('["check.metadata"]', '["check.notes"]', "given: unknown field"),
    "marketing as a purpose of a recipient": (
        '"eligibility", "account_setup", "withdrawal_review"], when = []',
        '"eligibility", "account_setup", "marketing"], when = []',
        "recipient.platform_backend: `marketing` is forbidden",
    ),
    "marketing taken off the list": (
        'purposes = ["marketing", ',
        "purposes = [",
        "forbidden: `marketing` has to be listed",
    ),
    "marketing as a purpose": (
        "[forbidden]",
        'marketing = { basis = ["consent"] }\n[forbidden]',
        "purpose.marketing: is forbidden and allowed at once",
    ),
    "an interest without a balancing test": (
        ', lia = "lia/aml.md"',
        "",
        "purpose.aml_check: a legitimate interest names its balancing test",
    ),
    "a purpose without a basis": (
        'eligibility       = { basis = ["contract"] }',
        "eligibility       = { basis = [] }",
        "purpose.eligibility: has no basis",
    ),
    "a basis that no law knows": ('basis = ["vital_interest"]', 'basis = ["curiosity"]', "`curiosity` is none of"),
    "statistics about few people": ("min_group = 20", "min_group = 5", "purpose.statistics: min_group has to be 20"),
    "statistics about people with names": (
        'statistics_user   = { kind = "third_party", categories = []',
        'statistics_user   = { kind = "third_party", categories = ["company"]',
        "recipient.statistics_user: a purpose for anonymous data only takes no categories",
    ),
    "a recipient that is shut out": (
        "[never]",
        'analytics = { kind = "processor", categories = [], purposes = [], when = ["contract_on_file"] }\n[never]',
        "recipient.analytics: is on the list of those who never get anything",
    ),
    "a recipient no longer shut out": ('"ad_platform", "analytics"', '"ad_platform"', "never: `analytics` has to be"),
    "an unknown category": (
        'categories = ["company", "decision", "technical"]',
        'categories = ["company", "decisions", "technical"]',
        "recipient.acquirer: unknown category `decisions`",
    ),
    "an unknown purpose": (
        'purposes = ["withdrawal_review"]',
        'purposes = ["withdrawals"]',
        "recipient.credit_assessor: unknown purpose `withdrawals`",
    ),
    "an unknown condition": (
        'when = ["status_is_clear"]',
        'when = ["status_clear"]',
        "recipient.platform_user: unknown condition `status_clear`",
    ),
    "a misspelt exception": (
        'except = ["suspicion"]',
        'exept = ["suspicion"]',
        "recipient.subject: exept: no such key",
    ),
    "an unknown exception": (
        'except = ["suspicion"]',
        'except = ["suspicion", "sus"]',
        "recipient.subject: unknown category `sus`",
    ),
    "suspicion for the subject": (
        ' except = ["suspicion"],',
        "",
        "recipient.subject: `suspicion` goes to authorities only",
    ),
    "offences for a vendor": (
        '"contact", "company", "company_people"], purposes',
        '"contact", "criminal"], purposes',
        "recipient.kyc_vendor: `criminal` is sealed",
    ),
    "everything for a group member": (
        'categories = ["identity_name", "company", "decision", "technical"]',
        'categories = ["*"]',
        "recipient.group_member: `suspicion` goes to authorities only",
    ),
    "a processor without a contract": (
        'when = ["contract_on_file", "open_case"]',
        'when = ["open_case"]',
        "recipient.support_provider: needs the condition `contract_on_file`",
    ),
    "an authority without a law": (
        'when = ["legal_reference", "four_eyes"]',
        'when = ["four_eyes"]',
        "recipient.authority: needs the condition `legal_reference`",
    ),
    "an acquirer without a promise": (
        'when = ["purpose_limit_notice_sent", "four_eyes"]',
        'when = ["four_eyes"]',
        "recipient.acquirer: needs the condition `purpose_limit_notice_sent`",
    ),
    "an adviser without a second person": (
        'purposes = ["legal_claims"], when = ["matter_number", "four_eyes"] }   # C.14\ninsurer',
        'purposes = ["legal_claims"], when = ["matter_number"] }   # C.14\ninsurer',
        "recipient.adviser: needs the condition `four_eyes`",
    ),
    "consent without a consent": (
        'when = ["live_consent_for_this_recipient"]',
        'when = ["contract_on_file"]',
        "recipient.named_by_subject: needs the condition `live_consent_for_this_recipient`",
    ),
    "a subject who shows no papers": (
        'when = ["identity_verified"]',
        "when = []",
        "recipient.subject: needs the condition `identity_verified`",
    ),
    "persons for a register": (
        'categories = ["company"], fields_only = ["business.name", ',
        'categories = ["company", "identity_name"], fields_only = ["person.name", ',
        "recipient.public_register: gets data about persons without any condition",
    ),
    "a field outside the categories": (
        'fields_only = ["check.status"]',
        'fields_only = ["check.status", "person.name"]',
        "recipient.platform_user: unknown field of its categories `person.name`",
    ),
    "a secret of somebody who is no authority": (
        "ciphertext_only = true, ",
        "secret = true, ",
        "recipient.cloud_provider: only a disclosure to an authority may be secret",
    ),
    "a recipient without a purpose": (
        'purposes = ["subject_rights"]',
        "purposes = []",
        "recipient.subject: has no purpose",
    ),
    "a kind that no law knows": ('kind = "authority"', 'kind = "friend"', "recipient.authority: kind: `friend` is"),
    "whole birth dates by default": (
        '"person.date_of_birth"], default = "year"',
        '"person.date_of_birth"], default = "full"',
        "minimise.date_of_birth: the default cannot be `full`",
    ),
    "a form that nobody can make": ('default = "country"', 'default = "city"', "minimise.address: default: `city`"),
    "raw scores for an authority": (
        'default = "withhold" }',
        'default = "withhold", authority = "full" }',
        "minimise.score: `screen.scores` never leaves",
    ),
    "a coarsening for nobody": (
        'default = "withhold" }',
        'default = "withhold", aliens = "withhold" }',
        "minimise.score: unknown recipient `aliens`",
    ),
    "birth dates that are not made small": (
        "date_of_birth = {",
        "# date_of_birth = {",
        "minimise: `person.date_of_birth` has to be made small",
    ),
    "a field made small in two ways": (
        '"person.place_of_birth", "business.addresses"]',
        '"person.date_of_birth", "business.addresses"]',
        "minimise: `person.date_of_birth` stands in two lines",
    ),
    "an obliged owner who keeps for too short": (
        'after = "2y", if_obliged = "5y"',
        'after = "2y", if_obliged = "4y"',
        "retention.approved: `if_obliged` is shorter than the duty to keep",
    ),
    "an obliged owner who is forgotten": (
        'after = "1y", if_obliged = "5y"',
        'after = "1y"',
        "retention.refused: `if_obliged` is shorter than the duty to keep",
    ),
    "a duty that is shorter than the law's": ('duty = "5y"', 'duty = "1y"', "profile.duty: the law asks for five"),
    "records for ever": (
        'trigger = "case_closed",           after = "2y"',
        'trigger = "case_closed",           after = "99y"',
        "retention.mail: no period is longer than ten years",
    ),
    "a period of nothing": ('after = "30d"', 'after = "0d"', "retention.vendor: a period of nothing"),
    "a period that is none": ('after = "90d"', 'after = "soon"', "retention.draft: after: has to be a period"),
    "a trigger that never comes": (
        'trigger = "assessment_closed"',
        'trigger = "doomsday"',
        "retention.suspicion: trigger: `doomsday` is none of",
    ),
    "an action that nobody can do": ('action = "anonymise"', 'action = "forget"', "action: `forget` is none of"),
    "two ends for one record": (
        'id = "mail",       categories = ["correspondence"], trigger = "case_closed"',
        'id = "mail",       categories = ["correspondence"], trigger = "application_abandoned"',
        "retention.rules: `correspondence` has two ends at application_abandoned",
    ),
    "two rules of one name": ('{ id = "mail",', '{ id = "vendor",', "retention.vendor: the id is used twice"),
    "back-ups that live for long": (
        'after = "35d"',
        'after = "90d"',
        "retention.rules: back-ups of every category end within 35 days",
    ),
    "a duty without an end": ('keep = "10y"', 'keep = "11y"', "retention.ofac: has to end, within ten years"),
    "a duty that concerns nobody": (
        'sources = ["ofac_sdn", "ofac_cons"]',
        "sources = []",
        "retention.ofac: names no list",
    ),
    "a duty with the name of a rule": ('{ id = "ofac"', '{ id = "draft"', "retention.draft: the id is used twice"),
    "jobs that stay in Redis": ('redis_job = "1h"', 'redis_job = "30d"', "retention.transient: redis_job: a day"),
    "holds that nobody looks at": ('review_every = "90d"', 'review_every = "1y"', "retention.hold: review_every"),
    "a rejection by one person": (
        '    { id = "rejection",        outcome = "reject" },\n',
        "",
        "four_eyes: a rejection needs a second person",
    ),
    "a true match cleared by one person": (
        'outcome = "clear", over_true_match = true',
        'outcome = "reject", over_true_match = true',
        "four_eyes: clearing over a true match needs a second person",
    ),
    "a right that is gone": ("complain         = {", "# complain         = {", "right: `complain` is missing"),
    "a right that the law does not know": ("port     = {", "carry    = {", "right: unknown right `carry`"),
    "a text that is not there in English": ("complaint.en.md", "klacht.nl.md", "right.complain: the text has to be"),
    "a choice that is not made": (
        "obliged_entity = false",
        "# obliged_entity = false",
        "profile: obliged_entity: has to be true or false",
    ),
    "a choice that is half made": (
        "obliged_entity = false",
        'obliged_entity = "no"',
        "profile: obliged_entity: has to be true or false",
    ),
    "two laws on one day": (
        "from = 2027-07-10",
        "from = 2027-07-09",
        "overlaps the one before it",
    ),
    "a law that ends first": ("to = 2027-07-09", "to = 2014-07-09", "ends before it begins"),
    "another language that prevails": (
        'prevailing_language = "en"',
        'prevailing_language = "nl"',
        "policy.prevailing_language: English prevails",
    ),
    "a source that cannot be checked": ("9711257e", "zz11257e", "policy.source_sha256: has to be 64 hex digits"),
    "a day that is a text": (
        "effective_from = 2019-07-15",
        'effective_from = "2019-07-15"',
        "policy: effective_from: a date is needed",
    ),
    "no controller": ("controller_eea = {", "# controller_eea = {", "policy: controller_eea: is missing"),
    "no version": ('version = "2019-07-15.4"', 'version = " "', "policy: version: a text is needed"),
    "transfers to anybody": (
        'derogation_recipients = ["authority"]',
        'derogation_recipients = ["kyc_vendor"]',
        "transfer.derogation_recipients: only an authority",
    ),
    "a safeguard that is none": ('"scc", "bcr"]', '"trust"]', "transfer.safeguards: unknown safeguard `trust`"),
    "a submission that fills an unknown category": (
        '"company", "company_people"]\nfields = ["check.metadata"]',
        '"company", "people"]\nfields = ["check.metadata"]',
        "given: unknown category `people`",
    ),
    "a rule for an unknown category": (
        'categories = ["vendor_result", "public_source"]',
        'categories = ["vendor_result", "public_sauce"]',
        "retention.vendor: unknown category `public_sauce`",
    ),
    "a core of an unknown category": ('core = ["identity_name"', 'core = ["identity"', "retention.core: unknown"),
    "an obliged owner who keeps for less than others": (
        'after = "2y", if_obliged = "5y"',
        'after = "6y", if_obliged = "5y"',
        "retention.approved: `if_obliged` is shorter than `after`",
    ),
    "an extension without an end": (
        'authority_extension_max = "5y"',
        'authority_extension_max = "6y"',
        "retention.hold: authority_extension_max: five years at most",
    ),
    "a log without an end": ('access_log = "1y"', 'access_log = "11y"', "retention.transient: access_log: has to end"),
    "a number that is a text": ("min_group = 20", 'min_group = "20"', "purpose.statistics: min_group: has to be a"),
    "a section that nobody reads": ("[never] ", "[nevermore]\nx = 1\n[never] ", "nevermore: no such key"),
    "a section that is gone": ("[refuse] ", "# [refuse] ", "refuse: is missing"),
    "a flag that is a text": ("secret = true", 'secret = "yes"', "recipient.authority: secret: has to be true"),
    "a list that is a text": (
        'when = ["status_is_clear"]',
        'when = "status_is_clear"',
        "when: a list of texts is needed",
    ),
    "a refusal without its clause": (', iban = "A.6"', "", "refuse: `iban` needs its clause"),
    "a refused text without its clause": (
        ', special_category_suspected = "A.7" }',
        " }",
        "refuse: `special_category_suspected` needs its clause",
    ),
    "a clause that refuses nothing": ('health = "A.7" }', 'health = "A.7", age = "A.7" }', "unknown refusal `age`"),
    "a record without measures": ("[security] ", "# [security] ", "security: is missing"),
    "a key that stands twice": ("[forbidden]", "[policy]\n[forbidden]", "not TOML"),
    "a text without an end": ('language = "nl"', 'language = "nl', "not TOML"),
}


@pytest.mark.parametrize(("before", "after", "fault"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_is_refused(before: str, after: str, fault: str) -> None:
    assert SHIPPED.count(before) == 1, "the mutation changes one place"
    error = fail(SHIPPED.replace(before, after).encode())
    assert [found for found in error.faults if fault in found], error.faults
