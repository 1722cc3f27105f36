package inventory

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// meaning gives the words of a cell, in the five languages, for one of ours.
type meaning struct {
	ours  string
	words string
}

var criticalityWords = []meaning{
	{"very high", "very high|critical|extreme|vital|sehr hoch|kritisch|molto alta|molto alto|critica|critico|très élevée|très haute|très élevé|critique|muy alta|muy alto|crítica|crítico|vh"},
	{"high", "high|h|hoch|alta|alto|élevée|élevé|haute|haut|elevata|elevato|elevada|elevado"},
	{"medium", "medium|m|med|moderate|mittel|normal|media|medio|moyenne|moyen|moderata|moderada|normale"},
	{"low", "low|l|niedrig|gering|bassa|basso|faible|basse|bas|baja|bajo|minor"},
}

var lifecycleWords = []meaning{
	{model.LifecyclePlanned, "planned|ordered|geplant|bestellt|in planung|pianificato|pianificata|previsto|ordinato|planifié|prévu|commandé|planificado|previsto|pedido"},
	{model.LifecycleInService, "in service|in use|in operation|active|operational|productive|in betrieb|aktiv|produktiv|in servizio|in uso|attivo|attiva|operativo|en service|en exploitation|actif|active|en servicio|en uso|activo|activa"},
	{model.LifecycleOutOfService, "out of service|inactive|out of order|außer betrieb|inaktiv|stillgelegt|fuori servizio|inattivo|hors service|inactif|à l'arrêt|fuera de servicio|inactivo"},
	{model.LifecycleSpare, "spare|in stock|in storage|ersatz|reserve|ersatzteil|auf lager|scorta|ricambio|a magazzino|rechange|pièce de rechange|en stock|repuesto|recambio|en almacén"},
	{model.LifecycleDecommissioned, "decommissioned|disposed|retired|removed|scrapped|außerbetriebgenommen|verschrottet|entsorgt|ausgemustert|dismesso|dismessa|rottamato|smantellato|déclassé|démantelé|mis au rebut|retirado|desmantelado|dado de baja"},
}

var yesNoWords = []meaning{
	{"yes", "yes|y|true|x|1|ja|j|wahr|sì|si|s|vero|oui|o|vrai|sí|verdadero|✓|✔"},
	{"no", "no|n|false|0|nein|falsch|falso|non|faux"},
}

// numberScales are readings of a criticality given as numbers, by the highest
// number seen; the highest number is taken for the most critical.
var numberScales = map[string][]string{
	"3": {"low", "medium", "high"},
	"4": {"low", "medium", "high", "very high"},
	"5": {"low", "low", "medium", "high", "very high"},
}

// defaultBlanks are cells that say "nothing is known".
var defaultBlanks = []string{
	"-", "--", "---", "–", "—", "?", "/", ".", "n/d", "n.d.", "nd", "n/a", "n.a.", "na", "#n/a", "n/v", "k.a.", "k. a.", "s/d", "s.d.", "tbd", "tbc", "null", "nil",
	"unknown", "not known", "not available", "none", "unbekannt", "nicht bekannt", "keine angabe", "keine", "keiner",
	"sconosciuto", "sconosciuta", "non noto", "non disponibile", "nessuno", "nessuna",
	"inconnu", "inconnue", "non disponible", "aucun", "aucune", "desconocido", "desconocida", "no disponible", "ninguno", "ninguna",
}

// defaultMarks are words of a note that say a mark outright.
//
//nolint:misspell // words of other languages
var defaultMarks = []MarkWords{
	{"undocumented", []string{"undocumented", "not documented", "not in inventory", "undokumentiert", "nicht dokumentiert", "non documentato", "non documentata", "non documenté", "non documentée", "no documentado", "no documentada", "indocumentado"}},
	{"wireless", []string{"wireless", "wifi", "wi-fi", "wlan", "drahtlos", "senza fili", "sans fil", "inalámbrico", "inalámbrica"}},
	{"temporary", []string{"temporary", "temporarily connected", "temporär", "vorübergehend", "temporaneo", "temporanea", "temporaneamente", "temporaire", "temporairement", "temporalmente"}},
	{"externally_connected", []string{"externally connected", "connected to the internet", "internet facing", "mit dem internet verbunden", "extern verbunden", "connesso a internet", "collegato a internet", "connecté à internet", "relié à internet", "conectado a internet"}},
	{"legacy", []string{"end of life", "end of support", "no longer supported", "abgekündigt", "nicht mehr unterstützt", "fuori supporto", "non più supportato", "fin de vie", "fin de support", "fin de vida", "fin de soporte", "sin soporte"}},
}

// remoteWords hint at an outside connection without saying it.
var remoteWords = []string{"remote access", "remote maintenance", "vpn", "modem", "accesso remoto", "teleassistenza", "fernzugriff", "fernwartung", "accès distant", "accès à distance", "télémaintenance", "acceso remoto", "mantenimiento remoto"}

// negations turn the words that follow them round.
var negations = []string{"no", "not", "without", "non", "kein", "keine", "keinen", "nicht", "ohne", "nessun", "nessuna", "senza", "pas", "sans", "aucun", "aucune", "sin", "ninguna", "ningun"}

// componentWords tell the component type of 62443-4-2 from words of what an
// asset does. The first that fits counts, so that a "PLC workstation" is a
// host and a "software firewall" a network device.
//
//nolint:misspell // words of other languages
var componentWords = []meaning{
	{"network-device", "switch|router|firewall|gateway|access point|access-point|wireless bridge|modem|vpn|data diode|hub|routeur|commutateur|passerelle|enrutador|conmutador|cortafuegos|pasarela|pare-feu|commutatore|netzwerkkomponente|punto di accesso"},
	{"host-device", "workstation|server|hypervisor|engineering station|operator station|pc|ipc|industrial pc|laptop|notebook|computer|virtual machine|vm|historian|thin client|arbeitsstation|arbeitsplatz|leitrechner|rechner|postazione|stazione operatore|portatile|poste de travail|serveur|ordinateur|servidor|estación|ordenador|portátil|domain controller|nas"},
	{"software-application", "software|application|app|anwendung|applicazione|programma|logiciel|aplicación|scada software|database|datenbank|base de données|base de datos"},
	{"embedded-device", "plc|sps|hmi|panel|touch panel|rtu|ied|pac|dcs|controller|safety controller|drive|inverter|vfd|servo|sensor|actuator|transmitter|robot|meter|camera|relay|remote i o|i o|io|printer|steuerung|regler|antrieb|umrichter|frequenzumrichter|messgerät|aktor|bedienpanel|bediengerät|kamera|drucker|bilancia|azionamento|sensore|attuatore|pannello|controllore|telecamera|stampante|automate|api|variateur|capteur|actionneur|pupitre|régulateur|balance|autómata|variador|actuador|controlador|báscula|panel de operador|weighing|scale"},
}

// wordIndex makes a table quick to look up.
func wordIndex(table []meaning) map[string]string {
	m := map[string]string{}
	for _, e := range table {
		for _, w := range strings.Split(e.words, "|") {
			if f := foldWord(w); m[f] == "" {
				m[f] = e.ours
			}
		}
	}
	return m
}

var builtIn = map[string]map[string]string{
	"criticality": wordIndex(criticalityWords),
	"lifecycle":   wordIndex(lifecycleWords),
	"yes/no":      wordIndex(yesNoWords),
}

// typeOf proposes the component type for what an asset does; empty if no word
// is known.
func typeOf(function string) string {
	f := foldHeader(function)
	for _, m := range componentWords {
		for _, w := range strings.Split(m.words, "|") {
			if holdsWords(f, foldHeader(w)) {
				return m.ours
			}
		}
	}
	return ""
}

// says reports whether a text says a phrase and does not turn it round; both
// are folded by foldHeader.
func says(text, phrase string) bool {
	for at := 0; ; {
		i := wordsAt(text, phrase, at)
		if i < 0 {
			return false
		}
		before := strings.Fields(text[max(0, i-40):i])
		if n := len(before); n > 0 && slices.Contains(negations, before[n-1]) || n > 1 && slices.Contains(negations, before[n-2]) {
			at = i + 1
			continue
		}
		return true
	}
}
