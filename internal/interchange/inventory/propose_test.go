package inventory

import (
	"fmt"
	"strings"
	"testing"
)

// headersOf lists, per language, headers as people write them and what each
// must be proposed as; "" is left out.
//
//nolint:misspell // words of other languages
var headersOf = map[string][][2]string{
	"English": {
		{"Asset ID", "inventory_id"},
		{"Host Name", "title"},
		{"Manufacturer", "vendor"},
		{"Model", "model"},
		{"Device Type", "function"},
		{"IP address", "addresses"},
		{"MAC Address", "mac"},
		{"Firmware Version", "firmware"},
		{"Serial No.", "serial"},
		{"Security zone", "zone"},
		{"Open Ports", "exposes"},
		{"OT protocols", "protocols"},
		{"Criticality", "criticality"},
		{"Lifecycle", "lifecycle"},
		{"Status", "inventory_status"},
		{"Last seen", "inventory_seen"},
		{"Location", "location"},
		{"Owner", "owner"},
		{"Remarks", "note"},
		{"Purchase price", ""},
	},
	"German": {
		{"Inventar-Nr.", "inventory_id"},
		{"Bezeichnung", "title"},
		{"Hersteller", "vendor"},
		{"Modell", "model"},
		{"Gerätetyp", "function"},
		{"IP-Adresse", "addresses"},
		{"MAC-Adresse", "mac"},
		{"Firmwarestand", "firmware"},
		{"Seriennummer", "serial"},
		{"Sicherheitszone", "zone"},
		{"Offene Ports", "exposes"},
		{"Protokolle", "protocols"},
		{"Kritikalität", "criticality"},
		{"Lebenszyklus", "lifecycle"},
		{"Zustand", "inventory_status"},
		{"Zuletzt gesehen", "inventory_seen"},
		{"Standort", "location"},
		{"Verantwortlicher", "owner"},
		{"Bemerkung", "note"},
		{"Anschaffungspreis", ""},
	},
	"German without umlauts": {
		{"Geraetename", "title"},
		{"Geraetetyp", "function"},
		{"KRITIKALITAET", "criticality"},
		{"Seriennr", "serial"},
		{"Netz-Segment", "zone"},
		{"Inventarnummer", "inventory_id"},
		{"Fabrikat", "vendor"},
		{"MLFB", "model"},
		{"Gebaeude", "location"},
		{"Eigentuemer", "owner"},
		{"Anmerkungen", "note"},
		{"Datum", "inventory_seen"},
	},
	"Italian": {
		{"Codice asset", "inventory_id"},
		{"Nome", "title"},
		{"Produttore", "vendor"},
		{"Modello", "model"},
		{"Tipo", "function"},
		{"Indirizzo IP", "addresses"},
		{"Indirizzo MAC", "mac"},
		{"Versione firmware", "firmware"},
		{"Matricola", "serial"},
		{"Zona di sicurezza", "zone"},
		{"Porte Aperte", "exposes"},
		{"Protocolli OT", "protocols"},
		{"Criticità", "criticality"},
		{"Ciclo di vita", "lifecycle"},
		{"Stato", "inventory_status"},
		{"Data rilevamento", "inventory_seen"},
		{"Ubicazione", "location"},
		{"Responsabile", "owner"},
		{"Osservazioni", "note"},
		{"Prezzo di acquisto", ""},
	},
	"French": {
		{"N° d'inventaire", "inventory_id"},
		{"Nom de l'équipement", "title"},
		{"Fabricant", "vendor"},
		{"Modèle", "model"},
		{"Type d'équipement", "function"},
		{"Adresse IP", "addresses"},
		{"Adresse MAC", "mac"},
		{"Version du micrologiciel", "firmware"},
		{"Numéro de série", "serial"},
		{"Zone de sécurité", "zone"},
		{"Ports ouverts", "exposes"},
		{"Protocoles", "protocols"},
		{"Criticité", "criticality"},
		{"Cycle de vie", "lifecycle"},
		{"État", "inventory_status"},
		{"Date de détection", "inventory_seen"},
		{"Emplacement", "location"},
		{"Propriétaire", "owner"},
		{"Remarques", "note"},
		{"Prix d'achat", ""},
	},
	"Spanish": {
		{"Número de inventario", "inventory_id"},
		{"Nombre del equipo", "title"},
		{"Fabricante", "vendor"},
		{"Modelo", "model"},
		{"Tipo de equipo", "function"},
		{"Dirección IP", "addresses"},
		{"Dirección MAC", "mac"},
		{"Versión de firmware", "firmware"},
		{"Número de serie", "serial"},
		{"Zona de seguridad", "zone"},
		{"Puertos abiertos", "exposes"},
		{"Protocolos", "protocols"},
		{"Criticidad", "criticality"},
		{"Ciclo de vida", "lifecycle"},
		{"Estado", "inventory_status"},
		{"Última detección", "inventory_seen"},
		{"Ubicación", "location"},
		{"Propietario", "owner"},
		{"Observaciones", "note"},
		{"Precio de compra", ""},
	},
}

// spec: IMPORT-2
func TestHeadersOfEachLanguageAreProposed(t *testing.T) {
	for lang, headers := range headersOf {
		if len(headers) < 12 {
			t.Errorf("%s: only %d headers", lang, len(headers))
		}
		var names []string
		for _, h := range headers {
			names = append(names, h[0])
		}
		for _, spell := range []func(string) string{strings.ToUpper, strings.ToLower, func(s string) string { return "  " + s + " " }} {
			m, _ := Propose(read(t, "h.csv", spell(strings.Join(names, ";"))+"\n"))
			for i, h := range headers {
				if got := m.Columns[i].To; got != h[1] || (got == "") != m.Columns[i].Ignore {
					t.Errorf("%s: header %q: got %q, want %q", lang, names[i], got, h[1])
				}
			}
		}
	}
}

func TestEveryWordOfTheHeaderTableFindsItsTarget(t *testing.T) {
	for _, p := range headerPhrases {
		found := false
		for _, f := range fits(p.text) {
			found = found || f.target == p.target && f.score == 100
		}
		if !found {
			t.Errorf("the header %q: got %v, want %s among the best", p.text, fits(p.text), p.target)
		}
	}
}

func TestTargetIsGivenToOneColumnOnly(t *testing.T) {
	m, notes := Propose(read(t, "h.csv", "ID,Serial,Serial number,Note,Comments,IP,IPv6 address\n"))
	var got []string
	for _, c := range m.Columns {
		got = append(got, c.To)
	}
	if want := "[inventory_id serial  note note addresses addresses]"; fmt.Sprint(got) != want {
		t.Errorf("targets: got %v, want %s", got, want)
	}
	if len(notes) != 1 || !strings.Contains(notes[0].String(), `column 3 (Serial number): left out: it looks like serial, which the column "Serial" gives already`) {
		t.Errorf("notes: got %v", notes)
	}
}

func TestCriticalityWordsAreReadInEveryLanguage(t *testing.T) {
	cases := []struct {
		cells string
		want  string // in the order of the cells
	}{
		{"H M L", "high medium low"},
		{"high medium low critical", "high medium low very high"},
		{"hoch mittel niedrig", "high medium low"},
		{"alta media bassa", "high medium low"},
		{"A M B", "high medium low"},
		{"A B C", "high medium low"},
		{"élevée moyenne faible", "high medium low"},
		{"alta media baja", "high medium low"},
		{"1 2 3", "low medium high"},
		{"1 2 3 4", "low medium high very high"},
		{"1 2 3 4 5", "low low medium high very high"},
	}
	for _, c := range cases {
		text := "ID,Criticality\n"
		for i, cell := range strings.Fields(c.cells) {
			text += fmt.Sprintf("%d,%s\n", i, cell)
		}
		s, p, _ := imported(t, text)
		var got []string
		for _, a := range p.Added {
			n, _ := s.ByKey(a.Key)
			got = append(got, s.Item(n).Props.Value("criticality").Text())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("criticality %s: got %v, want %s (problems %v)", c.cells, got, c.want, p.Problems)
		}
	}
}

func TestStatusColumnIsTheLifecycleOnlyIfItsWordsAre(t *testing.T) {
	m, _ := Propose(read(t, "a.csv", "ID,Status\n1,in Betrieb\n2,Ersatz\n"))
	if m.Columns[1].To != "lifecycle" {
		t.Errorf("lifecycle words: got %q, want lifecycle", m.Columns[1].To)
	}
	m, _ = Propose(read(t, "a.csv", "ID,Status\n1,in Betrieb\n2,Fehler 34\n"))
	if m.Columns[1].To != "inventory_status" {
		t.Errorf("other words: got %q, want inventory_status", m.Columns[1].To)
	}
}

func TestComponentTypesAreProposedFromFunctionWords(t *testing.T) {
	for function, want := range map[string]string{
		"PLC": "embedded-device", "Safety-SPS": "embedded-device", "HMI Panel": "embedded-device", "Frequenzumrichter": "embedded-device",
		"Engineering Workstation": "host-device", "Server": "host-device", "Hypervisor": "host-device", "Historian": "host-device", "Serveur": "host-device",
		"Managed Switch": "network-device", "Router": "network-device", "Pare-feu": "network-device", "Gateway OPC": "network-device",
		"SCADA Software": "software-application", "Aplicación": "software-application",
		"Tank": "", "Splice box": "",
	} {
		if got := typeOf(function); got != want {
			t.Errorf("function %q: got %q, want %q", function, got, want)
		}
	}
}

func TestMarksComeFromExplicitWordsOnly(t *testing.T) {
	cases := []struct {
		note string
		want string
	}{
		{"*** ASSET NON DOCUMENTATO - trovato ***", "undocumented"}, //nolint:misspell // Italian
		{"nicht dokumentiert", "undocumented"},
		{"Équipement non documenté", "undocumented"},
		{"equipo no documentado", "undocumented"},
		{"Undocumented, WLAN", "undocumented wireless"},
		{"no wireless", ""},
		{"kein aktives WLAN", ""},
		{"not connected to the internet", ""},
		{"not wireless but has WiFi", "wireless"},
		{"PLC documentato", ""}, //nolint:misspell // Italian
		{"temporary valve", "temporary"},
		{"end of support 2024", "legacy"},
		{"router accesso remoto", ""},
	}
	for _, c := range cases {
		s, p, _ := imported(t, "ID;Note\n1;"+c.note+"\n")
		n, _ := s.ByKey(p.Added[0].Key)
		var got []string
		for _, m := range []string{"undocumented", "wireless", "temporary", "externally_connected", "legacy"} {
			if s.Item(n).Props.Value(m).Bool() {
				got = append(got, m)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("note %q: got %v, want %q", c.note, got, c.want)
		}
		if len(p.Proposals) != len(got) {
			t.Errorf("note %q: %d marks but %d proposals", c.note, len(got), len(p.Proposals))
		}
	}
}
