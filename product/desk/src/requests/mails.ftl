# Mails to clients. Plain text; the first line of each body is a greeting.
mail-greeting = Dear { $name },
mail-greeting-nobody = Hello,
mail-acknowledgement-subject = [{ $short }] We have your question
mail-acknowledgement-body =
    Thank you for writing to { $house }. We have your question.

    Your request number is { $number }

    Keep this number. Together with your email address it opens your request;
    neither works alone. To protect you, this message does not repeat what you
    asked.
mail-query-subject = [{ $short }] A question about your request
mail-query-body =
    To answer you well we need to ask you something:

    { $text }
mail-answer-subject = [{ $short }] Our answer
mail-answer-body =
    Here is our answer to your request { $short }:

    { $text }
mail-check-link =
    You can read your request, and write to us about it, here:
    { $link }
    It asks for your request number and your email address. Coming by this
    link tells us that the address is yours.
mail-check =
    You can read your request, and write to us about it, on our website with
    your request number and your email address.
mail-sign = { $house }
