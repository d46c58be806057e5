"""Thai dates as people write them: 22 พ.ย. 2569 13.30 น. `B` is the year of the Buddhist era (content.eras)."""

DATE_FORMAT = "j M B"
TIME_FORMAT = "H.i น."
DATETIME_FORMAT = "j M B H.i น."
YEAR_MONTH_FORMAT = "F B"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j M B"
SHORT_DATETIME_FORMAT = "j M B H.i น."
FIRST_DAY_OF_WEEK = 0
