# Where the requests of each form go.
routing-title = Wohin Anfragen gehen
routing-back = Alle Formulare
routing-text = Der Standort, an den die Anfragen jedes Formulars gehen. Was schon eingegangen ist, bleibt, wo es ist.
routing-done = Ab jetzt gehen Anfragen dorthin, wo es hier steht.
routing-save = Speichern
