package inventory

import "strings"

// headerWords holds what people write above a column, per language. Entries
// are separated by "|"; one that begins with "=" counts only as the whole
// header, since the word means too many things inside a longer one.
type headerWords struct {
	target             string
	en, de, it, fr, es string
}

// headerTable is in the order in which equal scores are decided.
//
//nolint:misspell // words of other languages
var headerTable = []headerWords{
	{
		"inventory_id",
		"=id|asset id|asset no|asset number|asset tag|=tag|inventory id|inventory no|inventory number|equipment id|equipment number|device id",
		"inventarnummer|inventar nr|inventarnr|inventar id|anlagennummer|anlagen nr|anlagenkennzeichen|gerätenummer|geräte id|equipmentnummer|=kennung|betriebsmittelkennzeichen|bmk",
		"id asset|codice asset|=codice|numero inventario|numero di inventario|n inventario|codice inventario|codice cespite|id dispositivo",
		"=identifiant|numéro d'inventaire|n° d'inventaire|n° inventaire|code équipement|=repère|repère équipement|identifiant équipement",
		"=identificador|id activo|id equipo|código de activo|número de inventario|n° inventario|código de equipo|=código|=etiqueta",
	},
	{
		"title",
		"=name|asset name|device name|=host|hostname|host name|computer name|=asset|=device|=equipment|=designation|system name",
		"gerätename|rechnername|=gerät|=bezeichnung|gerätebezeichnung|anlagenname|=anlage|hostname|=komponente",
		"=nome|nome asset|nome dispositivo|nome host|nome macchina|=denominazione|=dispositivo|=apparato|=apparecchiatura",
		"=nom|nom d'hôte|nom de l'équipement|nom équipement|nom de l'appareil|=désignation|=équipement|=appareil|=libellé",
		"=nombre|nombre del equipo|nombre de equipo|nombre del activo|nombre de host|nombre del dispositivo|=equipo|=dispositivo|=activo|=denominación",
	},
	{
		"vendor",
		"vendor|vendor name|manufacturer|=make|=maker|=brand|=supplier",
		"hersteller|fabrikat|=marke|=lieferant",
		"produttore|costruttore|fabbricante|=marca|=fornitore",
		"fabricant|constructeur|=marque|=fournisseur",
		"fabricante|=marca|=proveedor",
	},
	{
		"model",
		"model|model number|=product|product name|part number|part no|order number|article number|catalogue number|catalog number|device model",
		"modell|=produkt|produktname|typenbezeichnung|artikelnummer|artikel nr|bestellnummer|bestell nr|mlfb|gerätemodell",
		"modello|=prodotto|codice articolo|codice prodotto|nome prodotto",
		"modèle|=produit|=référence|référence produit|référence constructeur|nom du produit",
		"modelo|=producto|=referencia|número de parte|número de artículo|nombre del producto",
	},
	{
		"function",
		"=type|device type|asset type|equipment type|=function|device function|=role|=category|device class|device category",
		"=typ|gerätetyp|geräteart|=art|anlagentyp|=funktion|=rolle|=kategorie|geräteklasse",
		"=tipo|=tipologia|tipo asset|tipo dispositivo|tipo di dispositivo|tipologia dispositivo|=funzione|=ruolo|=categoria",
		"type d'équipement|type équipement|type d'appareil|=fonction|=rôle|=catégorie",
		"=tipo|tipo de equipo|tipo de activo|tipo de dispositivo|=función|=rol|=categoría",
	},
	{
		"addresses",
		"=ip|ip address|ip addresses|ipv4|ipv4 address|ipv6|ipv6 address|network address|=address|=addresses",
		"ip adresse|ip adressen|ipv4 adresse|ipv6 adresse|netzwerkadresse|=adresse",
		"indirizzo ip|indirizzi ip|indirizzo ipv4|indirizzo di rete|=indirizzo",
		"adresse ip|adresses ip|adresse ipv4|adresse réseau",
		"dirección ip|direcciones ip|dirección ipv4|dirección de red|=dirección",
	},
	{
		"mac",
		"=mac|mac address|mac addresses|hardware address|ethernet address|physical address",
		"mac adresse|mac adressen|hardwareadresse|ethernetadresse",
		"indirizzo mac|indirizzi mac|indirizzo fisico",
		"adresse mac|adresses mac|adresse physique",
		"dirección mac|direcciones mac|dirección física",
	},
	{
		"firmware",
		"firmware|firmware version|=fw|fw version|=version|software version|sw version|firmware revision",
		"firmwareversion|firmwarestand|softwareversion|softwarestand|=version|versionsstand",
		"=versione|versione firmware|versione software|versione fw",
		"=version|version du firmware|version firmware|micrologiciel|version du micrologiciel|version logicielle|version du logiciel",
		"=versión|versión de firmware|versión firmware|versión de software|versión del firmware",
	},
	{
		"serial",
		"=serial|serial number|serial no|=sn|=s n|serial nr",
		"seriennummer|serien nr|seriennr|fabriknummer|fabrik nr",
		"numero di serie|numero seriale|n di serie|=seriale|=matricola|numero di matricola",
		"numéro de série|n° de série|no de série|n° série",
		"número de serie|n° de serie|no de serie|nº de serie|=serie",
	},
	{
		"zone",
		"=zone|security zone|network zone|=segment|network segment|zone name",
		"=zone|sicherheitszone|netzwerkzone|netzzone|netzsegment|netzwerksegment|schutzzone",
		"=zona|zona di sicurezza|zona di rete|segmento di rete|=segmento",
		"=zone|zone de sécurité|zone réseau|segment réseau",
		"=zona|zona de seguridad|zona de red|segmento de red|=segmento",
	},
	{"conduit", "=conduit|conduit name", "=conduit|konduit", "=condotto|=conduit", "=conduit", "=conducto|=conduit"},
	{
		"exposes",
		"=ports|=port|open ports|open port|listening ports|exposed services|=services|network services|tcp ports",
		"offene ports|=ports|=dienste|netzwerkdienste|offene dienste",
		"porte aperte|=porte|porte tcp|=servizi|servizi esposti",
		"ports ouverts|=ports|=services|services exposés",
		"puertos abiertos|=puertos|puertos tcp|=servicios|servicios expuestos",
	},
	{
		"protocols",
		"protocols|protocol|ot protocols|industrial protocols|fieldbus|communication protocols",
		"protokolle|protokoll|ot protokolle|industrieprotokolle|feldbus|kommunikationsprotokolle",
		"protocolli|protocollo|protocolli ot|protocolli industriali|bus di campo",
		"protocoles|protocole|protocoles industriels|protocoles ot|bus de terrain",
		"protocolos|protocolo|protocolos industriales|protocolos ot|bus de campo",
	},
	{
		"criticality",
		"criticality|criticality level|=critical|=importance|business impact|asset value",
		"kritikalität|kritikalitätsstufe|=kritisch|=wichtigkeit|=bedeutung|schutzbedarf",
		"criticità|livello di criticità|=importanza",
		"criticité|niveau de criticité|=importance",
		"criticidad|nivel de criticidad|=importancia",
	},
	{
		"lifecycle",
		"lifecycle|life cycle|lifecycle state|lifecycle status|lifecycle phase",
		"lebenszyklus|lebenszyklusphase|lebenszyklusstatus",
		"ciclo di vita|stato ciclo di vita",
		"cycle de vie|état du cycle de vie",
		"ciclo de vida|estado del ciclo de vida",
	},
	{
		"inventory_status",
		"=status|=state|operating state|operational status|device status",
		"=status|=zustand|betriebszustand|gerätestatus",
		"=stato|stato operativo|stato dispositivo",
		"=statut|=état|état de fonctionnement",
		"=estado|estado operativo|estado del equipo",
	},
	{
		"inventory_seen",
		"last seen|=date|date seen|detection date|discovery date|=discovered|=detected|survey date|last scan|scan date",
		"zuletzt gesehen|=datum|erfassungsdatum|erfasst am|aufnahmedatum|letzter scan",
		"data rilevamento|=data|ultimo rilevamento|data di rilevamento|visto il|data censimento|ultima scansione",
		"dernière détection|=date|date de détection|date de relevé|vu le|dernier scan|date d'inventaire",
		"última detección|=fecha|fecha de detección|visto el|fecha de inventario|último escaneo",
	},
	{
		"location",
		"location|=site|=building|=room|=area|=cabinet|=position|=place",
		"standort|=ort|=gebäude|=raum|schaltschrank|einbauort|aufstellort|aufstellungsort",
		"ubicazione|=posizione|=luogo|=sede|=edificio|=locale|=armadio|=reparto",
		"emplacement|=lieu|=site|=bâtiment|localisation|=salle|=armoire|=atelier",
		"ubicación|=lugar|=sitio|=edificio|=sala|=armario|emplazamiento|localización",
	},
	{
		"owner",
		"owner|asset owner|=responsible|responsible person|=contact|=custodian",
		"verantwortlich|verantwortlicher|=eigentümer|=besitzer|zuständig|ansprechpartner",
		"responsabile|=proprietario|=referente",
		"=responsable|propriétaire|=contact",
		"=responsable|propietario|=contacto",
	},
	{
		"note",
		"=note|notes|remark|remarks|comment|comments|additional information",
		"bemerkung|bemerkungen|=notiz|notizen|anmerkung|anmerkungen|kommentar|kommentare|=hinweis|hinweise",
		"=note|=nota|osservazioni|commento|commenti|annotazioni",
		"remarque|remarques|commentaire|commentaires|observations|=notes",
		"notas|=nota|observaciones|comentario|comentarios|anotaciones",
	},
	{"description", "description|asset description", "beschreibung|gerätebeschreibung", "descrizione|descrizione asset", "=description|description de l'équipement", "descripción|descripción del equipo"},
	{"component_types", "component type|component types|62443 component type", "komponententyp|komponententypen", "tipo di componente|tipo componente", "type de composant", "tipo de componente"},
	{"marks", "=marks|=flags|=labels", "=merkmale|=kennzeichen", "=contrassegni|=etichette", "=indicateurs", "=marcas|=indicadores"},
	{"wireless", "=wireless|=wifi|=wlan|radio", "=funk|=wlan|drahtlos|=kabellos", "=wireless|senza fili", "sans fil|=wifi", "=inalámbrico|=wifi"},
	{"temporary", "=temporary|temporarily connected", "=temporär|vorübergehend|zeitweise", "=temporaneo|temporaneamente connesso", "=temporaire", "=temporal"},
	{"externally_connected", "externally connected|external connection|internet access", "extern verbunden|externe verbindung|internetzugang", "connessione esterna|accesso internet", "connexion externe|accès internet", "conexión externa|acceso a internet"},
	{"safety_related", "=safety|safety related|safety relevant", "sicherheitsgerichtet|funktionale sicherheit", "sicurezza funzionale", "sécurité fonctionnelle", "seguridad funcional"},
	{"legacy", "=legacy|end of life|=eol|end of support|=obsolete", "abgekündigt|=veraltet", "=obsoleto|fuori supporto", "=obsolète|fin de vie|fin de support", "=obsoleto|fin de vida|fin de soporte"},
	{"business", "business asset|=business", "büro it", "asset aziendale", "bureautique", "ofimática"},
	{"undocumented", "=undocumented|not documented", "=undokumentiert|nicht dokumentiert", "non documentato", "non documenté", "no documentado|=indocumentado"},
}

// headerPhrase is one entry of the table, folded.
type headerPhrase struct {
	target string
	text   string
	whole  bool // counts only as the whole header
}

var (
	headerPhrases []headerPhrase
	exactTargets  = map[string][]string{} // compacted header -> targets, in order of the table
)

func init() {
	seen := map[[2]string]bool{}
	for _, h := range headerTable {
		for _, words := range []string{h.en, h.de, h.it, h.fr, h.es} {
			for _, w := range strings.Split(words, "|") {
				text, whole := strings.CutPrefix(w, "=")
				text = foldHeader(text)
				if key := [2]string{h.target, text}; !seen[key] {
					seen[key] = true
					headerPhrases = append(headerPhrases, headerPhrase{h.target, text, whole})
				}
				if k := [2]string{h.target + "\n", compact(text)}; !seen[k] {
					seen[k] = true
					exactTargets[compact(text)] = append(exactTargets[compact(text)], h.target)
				}
			}
		}
	}
}

// fit says how well a header names a target.
type fit struct {
	target string
	score  int // 100 for the very words, less for words inside a longer header
}

// fits lists the targets a header may name, the best first.
func fits(header string) []fit {
	h := foldHeader(header)
	if h == "" || len(header) > 200 {
		return nil
	}
	best := map[string]int{}
	for _, t := range exactTargets[compact(h)] {
		best[t] = 100
	}
	for _, p := range headerPhrases {
		if p.whole || !holdsWords(h, p.text) {
			continue
		}
		best[p.target] = max(best[p.target], 50+40*len(p.text)/len(h))
	}
	var out []fit
	for _, t := range headerTable {
		if s := best[t.target]; s >= 60 {
			out = append(out, fit{t.target, s})
		}
	}
	return out
}
