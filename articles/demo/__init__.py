"""
The demonstration newsroom: one Minnesota paper, made through the services that every newsroom uses.

builders.py what stories are written in, and how that becomes content staff.py who works here; sections
references.py topics, people, sources photos.py the pictures, with alternative texts and credits
reference_story.py the story it is all about, in its editions and live updates companions.py what the paper
wrote beside it that week background.py what came before and after it next_up.py, city_and_state.py,
work_and_land.py, health_and_sports.py the rest of the paper desk.py what is in work at the moment of
loading loading.py puts all of it into the database

North Star Bulletin, its staff and its Minnesota stories are invented. What is told of public figures is
public record.
"""


def sign_ins():
    """Return the demonstration's sign-ins: a list of (e-mail address, role)."""
    from articles.demo.staff import USERS

    return [(user["email"], user["role"]) for user in USERS]
