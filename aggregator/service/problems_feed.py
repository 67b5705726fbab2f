"""The feed of problems of an installation, as its admin address answers it."""

from uuid import UUID

from aggregator.publish.problems import NamedProblem, render_problems
from aggregator.service.installation import Installation
from aggregator.service.message import problem_id


def read_problems_feed(installation: Installation) -> bytes:
    """Return the problems as Atom.

    Raises:
        DatabaseError: The store does not answer.
    """
    own = UUID(installation.database.installation)
    known = installation.problems.known().values()
    named = [NamedProblem(problem_id(problem, own), problem) for problem in known]
    admin_url = f"http://{installation.settings.service.admin}/"
    return render_problems(named, installation.site, admin_url=admin_url, now=installation.clock())
