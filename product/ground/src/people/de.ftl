# Accounts and locations, as administrators see them.
people-title = Mitarbeitende
people-lede = Alle, die in dieser Auskunft arbeiten. Wer ausscheidet, wird gesperrt und nicht entfernt: Was die Person getan hat, bleibt unter ihrem Namen verzeichnet.
people-new = Neues Konto
people-new-text = Die Person erhält per E-Mail einen Link, der einmal und 24 Stunden lang gilt, und legt damit ihr eigenes Passwort fest. Niemand sonst erfährt es.
people-name = Name
people-email = E-Mail-Adresse
people-email-hint = Für die Anmeldung und für Nachrichten. Eine neue Adresse beendet alle Sitzungen der Person und macht alle ihre Links ungültig.
people-level = Stufe
people-level-hint = Was die Person darf. Gilt ab ihrem nächsten Klick.
people-location = Standort
people-state = Konto
people-enabled = darf sich anmelden
people-disabled = gesperrt
people-may-sign-in = Darf sich anmelden
people-may-sign-in-hint = Ohne dieses Häkchen wird die Person sofort überall abgemeldet und bleibt es.
people-add = Konto anlegen
people-save = Speichern
people-leave = Unverändert lassen
people-back = Alle Mitarbeitenden
people-more = Weiteres
people-link = Neuen Link senden
people-link-text = Mit dem Link legt die Person ein neues Passwort fest. Er gilt einmal, 24 Stunden lang; ein früherer wird ungültig.
people-link-here = Geben Sie diesen Link selbst weiter: Es ist kein Mailserver eingestellt.
people-link-here-text = Wer ihn zuerst öffnet, legt das Passwort fest. Er wird nur dieses eine Mal angezeigt und gilt 24 Stunden lang.
people-end = Überall abmelden
people-end-text = Beendet alle Sitzungen dieser Person.
people-end-own = Beendet alle Ihre Sitzungen, auch diese.
people-factor = Zweiten Faktor entfernen
people-factor-text = Für den Fall, dass jemand Telefon und Ersatzcodes verloren hat. Vergewissern Sie sich, dass es wirklich diese Person ist: Danach genügt ihr Passwort zur Anmeldung, und sie wird überall abgemeldet.
people-like = Neues Konto wie dieses
people-rights = Rechte
people-rights-text = Was { $name } darf und warum. Grundlage ist „{ $level }“; einzelne Rechte können zusätzlich erteilt oder entzogen werden, auch auf Zeit. Das gilt ab dem nächsten Klick der Person.
people-rights-own = Die eigenen Rechte kann niemand ändern: Bitten Sie eine andere Person aus der Administration.
people-rights-done = Die Rechte wurden geändert.
people-rights-fault = Geben Sie den letzten Tag in der Form 2026-12-31 ein oder lassen Sie das Feld leer. Es wurde nichts geändert.
people-right = Recht
people-right-has = Vorhanden
people-right-why = Warum
people-right-choice = Für diese Person
people-right-until = Letzter Tag
people-as-level = wie in der Stufe
people-given = erteilt
people-taken = entzogen
people-why-level = laut „{ $level }“
people-why-not-level = nicht in „{ $level }“ enthalten
people-why-given = dieser Person erteilt
people-why-taken = dieser Person entzogen
people-why-given-until = dieser Person bis { $day } erteilt
people-why-taken-until = dieser Person bis { $day } entzogen
people-level-role = { $level }, als { $role }
people-role = Rolle
people-role-hint = Eine selbst angelegte Rolle ersetzt die Rechte der Stufe.
people-role-none = keine: Rechte der Stufe
people-roles = Rollen
people-roles-lede = Eine Rolle ist eine Zusammenstellung von Rechten, die Sie selbst festlegen. Wer eine hat, handelt ab dem nächsten Klick nach ihr und nicht nach der Stufe.
people-roles-none = Es gibt noch keine Rollen
people-roles-none-text = Alle haben die Rechte ihrer Stufe. Legen Sie eine Rolle an, wo keine Stufe passt.
people-roles-back = Alle Rollen
people-role-new = Neue Rolle
people-role-text = Legen Sie für jedes Recht fest, wie weit es reicht: auf Anfragen, die der Person zugeteilt sind, auch auf die ihrer Teams, auch auf die ihres Standorts oder auf alle. Was anderswo vertraulich ist, erreicht keines.
people-role-reach = Wie weit es reicht
people-role-people = Wer sie hat
people-role-nobody = Niemand hat diese Rolle.
people-role-add = Rolle anlegen
people-role-added = Die Rolle wurde angelegt. Geben Sie sie einer Person auf deren Seite.
people-role-changed = Die Rolle wurde geändert. Das gilt für alle, die sie haben, ab dem nächsten Klick.
people-role-removed = Die Rolle wurde entfernt.
people-role-in-use = Jemand hat diese Rolle. Es wurde nichts entfernt.
people-role-remove = Rolle entfernen
people-role-copy = Neue Rolle wie diese
people-role-like = Neue Rolle nach einer Stufe
people-stale = Jemand anderes hat dies inzwischen geändert.
people-stale-text = Von Ihren Änderungen wurde nichts gespeichert. Hier steht der jetzige Stand: Sehen Sie ihn an und ändern Sie noch einmal, was noch zu ändern ist.
people-role-stale = Jemand anderes hat diese Rolle inzwischen geändert.
people-role-stale-text = Von Ihren Änderungen wurde nichts gespeichert. Unten steht Ihre Auswahl; wenn Sie jetzt speichern, ersetzt sie die andere.
people-fault-role = Wählen Sie eine Rolle aus der Liste.
people-fault-role-administrator = Die Stufe „Administration“ behält immer alle ihre Rechte: Wählen Sie für eine Person mit Rolle eine andere Stufe.
people-fault-role-name = Geben Sie einen Namen mit höchstens 50 Zeichen ein.
people-fault-role-taken = Eine andere Rolle hat diesen Namen.
people-fault-last-rights = Niemand hätte dann noch alle Rechte der Administration. Geben Sie zuerst einer anderen Person diese Stufe.
people-teams = Teams
people-teams-lede = Ein Team ist ein Teil der Mitarbeitenden, unabhängig vom Standort. Eine Anfrage, die einem Team gegeben wurde, sehen alle im Team, auch wenn sie vertraulich ist.
people-teams-none = Es gibt noch keine Teams
people-teams-none-text = Legen Sie eines für alle an, die an denselben Anfragen arbeiten.
people-teams-back = Alle Teams
people-team-new = Neues Team
people-team-size = Mitglieder
people-team-members = Mitglieder
people-team-members-hint = Sie sehen ab ihrem nächsten Klick, was beim Team liegt; wer herausgenommen wird, sieht es nicht mehr.
people-team-add = Team anlegen
people-team-added = Das Team wurde angelegt.
people-team-changed = Das Team wurde geändert.
people-team-removed = Das Team wurde entfernt.
people-team-remove = Team entfernen
people-team-remove-text = Seine Anfragen bleiben, wo sie sind: an ihrem Standort und bei denen, die dafür zuständig sind.
people-fault-team-name = Geben Sie einen Namen mit höchstens 50 Zeichen ein.
people-fault-team-taken = Ein anderes Team hat diesen Namen.
people-fault-team-many = Niemand kann in mehr als { $most } Teams sein.
right-request-view = Anfragen sehen
right-request-note = Interne Notizen schreiben
right-request-take = Anfragen übernehmen
right-request-reallocate = Anfragen weitergeben
right-request-query = Rückfragen stellen
right-request-answer = Anfragen beantworten und abschließen
right-request-reopen = Abgeschlossene Anfragen wieder öffnen
right-request-erase = Anfragende Personen vergessen lassen
right-mail-view = Postausgang sehen
right-jobs-view = Hintergrundaufgaben sehen
right-jobs-manage = Hintergrundaufgaben schalten und ausführen
right-settings-view = Einstellungen sehen
right-settings-change = Einstellungen ändern
right-client-export = Daten anfragender Personen gesammelt exportieren
right-staff-view = Konten und Standorte sehen
right-staff-manage = Konten und Standorte ändern
people-import = Konten aus einer Tabelle
people-import-label = Ein Konto je Zeile: Name, Adresse, Stufe, Kürzel des Standorts
people-import-hint = Aus einer Tabelle oder einer CSV-Datei kopiert, durch Kommas getrennt; ein Name mit Komma steht in geraden Anführungszeichen ("). Eine erste Zeile mit Überschriften wird übergangen. Stufen sind general, probation, regular, supervisor, administrator, security-officer, privacy-officer.
people-import-see = Vorschau
people-import-look = Aus { $good } von { $all } Zeilen können Konten werden. Noch wurde nichts angelegt.
people-import-make = { $count ->
    [one] Dieses Konto anlegen
   *[other] Diese { $count } Konten anlegen
}
people-import-made = { $count ->
    [one] Ein Konto wurde angelegt.
   *[other] { $count } Konten wurden angelegt.
}
people-import-line = Zeile
people-import-becomes = Was daraus wird
people-import-will = wird angelegt
people-import-done = angelegt
people-import-left-out = ausgelassen:
people-import-unreadable = Diese Tabelle ist nicht lesbar: Irgendwo fehlt ein Anführungszeichen. Es wurde nichts angelegt.
people-import-long = Höchstens { $most } Konten auf einmal. Es wurde nichts angelegt.
people-import-empty = Die Tabelle enthält keine Zeile. Es wurde nichts angelegt.
people-fault-twice = Diese Adresse steht weiter oben schon in der Tabelle.
people-faults = Einiges davon kann nicht angenommen werden. Es wurde nichts geändert.
people-fault-name = Geben Sie einen Namen ein.
people-fault-name-long = Geben Sie einen Namen mit höchstens 100 Zeichen ein.
people-fault-email = Geben Sie eine E-Mail-Adresse in der Form name@example.org ein.
people-fault-taken = Jemand hat diese Adresse bereits.
people-fault-level = Wählen Sie eine Stufe.
people-fault-location = Wählen Sie einen Standort.
people-fault-last = Dies ist das letzte Konto der Administration, das sich anmelden darf. Legen Sie zuerst ein weiteres an.
people-said-added = Das Konto wurde angelegt, und eine E-Mail mit einem Link ist unterwegs.
people-said-no-mail = Das Konto wurde angelegt. Es ist kein Mailserver eingestellt: Erzeugen Sie unten einen Link und geben Sie ihn weiter.
people-said-changed = Das Konto wurde geändert.
people-said-linked = Eine E-Mail mit einem neuen Link ist unterwegs.
people-said-ended = Die Person wurde überall abgemeldet.
people-said-factor = Der zweite Faktor wurde entfernt und die Person überall abgemeldet.
people-said-unchanged = Das Konto ist gesperrt: Es wurde nichts gesendet.
people-places = Standorte
people-places-lede = Zweigstellen und Servicestellen. Wann eine Antwort fällig ist, richtet sich nach den Arbeitstagen und der Ortszeit des Standorts.
people-place-new = Neuer Standort
people-place-add = Standort anlegen
people-place-added = Der Standort wurde angelegt.
people-place-changed = Der Standort wurde geändert. Bereits festgelegte Termine bleiben, wie sie sind.
people-places-back = Alle Standorte
people-code = Kürzel
people-code-hint = Ein bis vier Buchstaben oder Ziffern. Sobald der Standort angelegt ist, bleibt es unverändert.
people-zone = Zeitzone
people-zone-hint = Die nächste große Stadt.
people-hours = Geöffnet
people-opens = Öffnet um
people-closes = und schließt um
people-opens-hint = In der Form 9:00 und 17:30. Eine Antwort ist fällig, wenn der Standort schließt.
people-days = Arbeitstage
people-holidays = Schließtage
people-holidays-hint = Ein Tag je Zeile, in der Form 2026-12-25. An diesen Tagen ist keine Antwort fällig.
people-fault-code = Geben Sie ein bis vier Buchstaben oder Ziffern ein.
people-fault-code-taken = Ein anderer Standort hat dieses Kürzel.
people-fault-place-name = Geben Sie einen Namen mit höchstens 50 Zeichen ein.
people-fault-zone = Wählen Sie eine Zeitzone aus der Liste.
people-fault-hours = Geben Sie zwei Uhrzeiten wie 9:00 und 17:30 ein, die frühere zuerst.
people-fault-days = Wählen Sie mindestens einen Arbeitstag.
people-fault-holidays = Geben Sie jeden Tag in der Form 2026-12-25 ein, einen je Zeile, höchstens 400.
people-forgot-title = Neues Passwort festlegen
people-forgot-text = Geben Sie die Adresse ein, mit der Sie sich anmelden. Sie erhalten per E-Mail einen Link, der einmal und 24 Stunden lang gilt.
people-forgot-no-mail = Hier ist noch kein Mailserver eingestellt. Die Administration kann Ihnen einen Link geben.
people-forgot-send = Link anfordern
people-forgot-sent = Wenn es ein solches Konto gibt, ist eine E-Mail unterwegs
people-forgot-sent-text = Das kann einige Minuten dauern. Bis Sie den Link benutzen, bleibt Ihr Passwort, wie es ist.
people-forgot-back = Zurück zur Anmeldung
people-forgot-address = Geben Sie eine E-Mail-Adresse in der Form name@example.org ein.
people-forgot-often = Es wurden zu oft Links angefordert. Es wurde nichts gesendet. Versuchen Sie es nach { $until } Uhr (UTC) wieder.
# Mails to staff. Plain text.
people-letter-welcome-subject = { $house }: Ihr Konto
people-letter-welcome-body =
    Guten Tag { $name },

    Sie haben ein Konto in der Auskunft „{ $house }“. Legen Sie hier Ihr
    Passwort fest:

    { $link }

    Der Link gilt einmal, und zwar 24 Stunden lang ab dem Versand dieser E-Mail.
    Das Passwort, das Sie wählen, kennt niemand außer Ihnen.

    Wenn Sie diese E-Mail nicht erwartet haben, brauchen Sie nichts zu tun: Ohne
    Passwort gibt das Konto keinen Zugang.
people-letter-reset-subject = { $house }: Neues Passwort festlegen
people-letter-reset-body =
    Guten Tag { $name },

    jemand, vermutlich Sie selbst, hat für die Auskunft „{ $house }“ ein neues
    Passwort angefordert. Legen Sie es hier fest:

    { $link }

    Der Link gilt einmal, und zwar 24 Stunden lang ab dem Versand dieser E-Mail.
    Sobald Sie das Passwort festlegen, werden Sie überall abgemeldet.

    Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie
    es ist.
people-letter-paused-subject = { $house }: Falsche Passwörter für Ihr Konto
people-letter-paused-body =
    Guten Tag { $name },

    für Ihr Konto in der Auskunft „{ $house }“ wurden so oft falsche Passwörter
    eingegeben, dass weitere Versuche eine Weile ausgesetzt sind. Zugang hat
    dadurch niemand erhalten.

    Wenn Sie es waren, warten Sie ein wenig oder legen Sie ein neues Passwort
    fest: „Ich habe mein Passwort vergessen“ auf der Anmeldeseite. In einem
    Browser, in dem Sie schon einmal angemeldet waren, können Sie sich wie gewohnt
    anmelden.

    Wenn Sie es nicht waren, müssen Sie nichts tun. Sagen Sie der Administration
    Bescheid, wenn es wieder vorkommt.
people-letter-codes-subject = { $house }: Jemand kennt vielleicht Ihr Passwort
people-letter-codes-body =
    Guten Tag { $name },

    für Ihr Konto in der Auskunft „{ $house }“ wurde heute mehrmals das richtige
    Passwort und danach ein falscher Code eingegeben. Zugang hat dadurch niemand
    erhalten.

    Wenn Sie es waren, prüfen Sie, ob die Uhr Ihres Telefons richtig geht, oder
    nehmen Sie einen Ihrer Ersatzcodes.

    Wenn Sie es nicht waren, kennt jemand Ihr Passwort. Legen Sie jetzt ein neues
    fest: „Ich habe mein Passwort vergessen“ auf der Anmeldeseite. Damit werden
    alle abgemeldet. Sagen Sie danach der Administration Bescheid.
people-letter-expiry-subject = { $house }: Ihr Passwort läuft bald ab
people-letter-expiry-body =
    Guten Tag { $name },

    das Passwort Ihres Kontos in der Auskunft „{ $house }“ muss in den nächsten
    Tagen geändert werden. Ändern Sie es auf Ihrer Kontoseite; Sie erreichen sie
    über Ihren Namen am Kopf jeder Seite.

    Wenn Sie es nicht tun, ist nichts verloren: Bei der ersten Anmeldung danach
    legen Sie zuerst ein neues fest.
job-staff-remind-title = An ablaufende Passwörter erinnern
job-staff-remind-about = Einmal am Tag, sofern Passwörter regelmäßig geändert werden müssen: eine E-Mail an alle, deren Passwort noch vierzehn Tage gilt, einmal für jedes Passwort.
people-letter-export-subject = { $house }: Daten anfragender Personen wurden exportiert
people-letter-export-body =
    Guten Tag { $name },

    jemand hat Daten anfragender Personen als Datei aus der Auskunft „{ $house }“
    exportiert. Wer es war, wann, wie viele und warum, steht unter „Verwaltung“,
    „Daten exportieren“.
