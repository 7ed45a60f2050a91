"""Every operation of the API, written by `make client`: change the service, not this."""

from .cases import CasesRoom
from .desk import DeskRoom
from .exits import ExitsRoom
from .lists import ListsRoom
from .policies import PoliciesRoom
from .programs import ProgramsRoom
from .retention import RetentionRoom
from .rights import RightsRoom
from .risk import RiskRoom
from .subjects import SubjectsRoom
from .talk import TalkRoom
from .tuning import TuningRoom
from .verifications import VerificationsRoom


class Operations(
    CasesRoom,
    DeskRoom,
    ExitsRoom,
    ListsRoom,
    PoliciesRoom,
    ProgramsRoom,
    RetentionRoom,
    RightsRoom,
    RiskRoom,
    SubjectsRoom,
    TalkRoom,
    TuningRoom,
    VerificationsRoom,
):
    """Each operation of the document as a method."""
