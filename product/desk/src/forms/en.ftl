# Forms: what stands round the questions of a form document, and what is said when an answer does not fit.

# How this language writes: the ten digits, the mark before a fraction, the mark between thousands, and the
# order of a date (the words day, month and year are not translated). Month names come from month-1 … mon-12.
forms-notation-digits = 0123456789
forms-notation-decimal = .
forms-notation-group = ,
forms-notation-date = day month year

forms-yes = Yes
forms-no = No
forms-choose = Choose one
forms-day = Day
forms-month = Month
forms-year = Year
forms-time = Time
forms-list-comma = {", "}
forms-tree-path = { $branch } › { $leaf }
forms-money = { $symbol }{ $amount }
forms-within = { $days ->
    [one] within { $days } working day
   *[other] within { $days } working days
 }
forms-guide = { $count } questions.
forms-guide-optional = { $count } questions. You can leave out the ones marked optional.

# Summary of what is wrong.
forms-summary = { $count ->
    [one] 1 thing to put right before we can take this
   *[other] { $count } things to put right before we can take this
 }
forms-summary-kept = Nothing has been sent yet. Everything you typed is still here.

# Nothing was answered. $label is the question.
forms-missing-question = Write your question
forms-missing-email = Write your email address
forms-missing-name = Write your name
forms-missing-words = Write an answer to “{ $label }”
forms-missing-choice = Choose an answer to “{ $label }”
forms-missing-list = Tick at least one answer to “{ $label }”
forms-missing-agreement = Tick the box if you agree: without it we cannot take your question
forms-missing-tick = Tick “{ $label }”
forms-missing-date = Give a date for “{ $label }”
forms-missing-date-time = Give a date and a time for “{ $label }”
forms-missing-money = Write an amount for “{ $label }”
forms-missing-number = Write a number for “{ $label }”

# What was answered does not fit. A form can say each in its own words.
forms-error-too-long = “{ $label }” has { $length } characters: shorten it to { $limit } or fewer
forms-error-markup = “{ $label }” has HTML in it, which cannot be used here, so nothing was sent: take out what stands in angle brackets, like <br>
forms-error-unknown-option = The answer to “{ $label }” is none of ours: choose from those shown
forms-error-email-no-at = The email address has no @ in it
forms-error-email-side = The email address has nothing on one side of its @: write it like name@example.org
forms-error-email-too-long = The email address is longer than any address can be: take out what does not belong to it
forms-error-email-character = The email address has a character that no address has: write it like name@example.org
forms-error-email-domain = The part of the email address after the @ is not complete: write it like name@example.org
forms-error-date-incomplete = “{ $label }” has only part of a date: give day, month and year
forms-error-date-no-day = “{ $label }” has no day yet: give it as a number from 1 to 31
forms-error-date-no-month = “{ $label }” has no month yet: give its number or its name
forms-error-date-no-year = “{ $label }” has no year yet: give it with four digits
forms-error-date-no-time = “{ $label }” has no time yet: give it like 14:30
forms-error-date-day = The day in “{ $label }” is not one of the calendar: write a number from 1 to 31
forms-error-date-month = The month in “{ $label }” is not one we know: write a number from 1 to 12 or its name
forms-error-date-year = The year in “{ $label }” is not one we can read: write all four digits
forms-error-date-time = The time in “{ $label }” is not one we can read: write it like 14:30
forms-error-date-not-in-month = { $month } { $year } has { $last } days: in “{ $label }” give a day from 1 to { $last }
forms-error-date-past = The date in “{ $label }” has passed: give a date from today on
forms-error-date-future = The date in “{ $label }” is still to come: give a date up to today
forms-error-number-unreadable = The answer to “{ $label }” is not a number we can read: write it in digits, like 12
forms-error-number-digits = The number in “{ $label }” has more than 8 digits: give a shorter one
forms-error-number-whole = The number in “{ $label }” has a fraction: write a whole number
forms-error-number-decimals = { $decimals ->
    [one] The number in “{ $label }” is finer than we can use: write one digit after the point
   *[other] The number in “{ $label }” is finer than we can use: write at most { $decimals } digits after the point
 }
forms-error-number-small = The number in “{ $label }” is too small: give { $min } or more
forms-error-number-large = The number in “{ $label }” is too large: give { $max } or less
