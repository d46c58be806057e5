"""When a school is asked whether it still uses a practice, and how long its answer holds.

After 30 days, after 90, then every year. An answer holds until a month after the next question;
whoever says nothing until then is not known to use it any more.
"""

from datetime import date, timedelta

#: Days after the beginning on which the first questions are due.
FIRST_DAYS = (30, 90)
YEAR_DAYS = 365

#: How long a question may stay without an answer before silence counts as not knowing.
GRACE_DAYS = 30

#: What is heard this short before a question is due answers it.
EARLY_DAYS = 14

#: A question without an answer is asked once more after so many days.
REMIND_DAYS = 14

#: From this day on "still in use" means lasting use.
LASTING_DAYS = 90


def is_due(number: int) -> int:
    """Days from the beginning to question `number`, counted from 0."""
    if number < len(FIRST_DAYS):
        return FIRST_DAYS[number]
    return FIRST_DAYS[-1] + YEAR_DAYS * (number - len(FIRST_DAYS) + 1)


def next_question(began: date, heard: date) -> date:
    """The day of the first question that is still open after a school was heard of."""
    number = 0
    while began + timedelta(days=is_due(number)) <= heard + timedelta(days=EARLY_DAYS):
        number += 1
    return began + timedelta(days=is_due(number))


def question_of_today(began: date, heard: date, today: date) -> date | None:
    """The latest question that is due and has no answer; None if there is none."""
    found = None
    due = next_question(began, heard)
    while due <= today:
        found, due = due, next_question(began, due)
    return found


def holds_until(began: date, heard: date) -> date:
    """The last day on which what a school said is still taken for true."""
    return next_question(began, heard) + timedelta(days=GRACE_DAYS)
