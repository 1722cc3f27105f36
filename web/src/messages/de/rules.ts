import type { RuleWords } from '../model-words'

const rule = (title: string, says: string, why: string, help: string): RuleWords => ({ title, says, why, help })
const apart = (says: string, one: string, other: string) =>
  `${says}[; der Typ ist {type}][; ${one}: {with}][; ${other}: {without}]`
const accept = 'oder akzeptieren Sie den Befund an der Zone mit Begründung und Namen.'

/** The rules of the findings in German. */
export const rules: Readonly<Record<string, RuleWords>> = {
  'zone.business-apart': rule(
    'Büro- und Steuerungsassets teilen sich eine Zone',
    apart('{it} mischt Büro und Steuerung', 'Büro', 'Steuerung'),
    'Büro-IT ist aus dem Firmennetz und dem Internet erreichbar; was ihre Zone teilt, ist es damit auch.',
    'Verschieben Sie die Büroassets in eine Zone vom Typ Büro, oder berichtigen Sie die Kennzeichnung der Assets oder den Typ der Zone.',
  ),
  'zone.safety-apart': rule(
    'Sicherheitsrelevante Assets teilen sich eine Zone mit anderen',
    apart('{it} mischt sicherheitsrelevante Assets mit anderen', 'sicherheitsrelevant', 'andere'),
    'Was ein Sicherheitssystem erreicht, kann es daran hindern, im Ernstfall zu handeln.',
    'Geben Sie den sicherheitsrelevanten Assets eine eigene Zone, oder kennzeichnen Sie die ganze Zone als sicherheitsgerichtet.',
  ),
  'zone.temporary-apart': rule(
    'Zeitweise angeschlossene Assets teilen sich eine Zone mit dauerhaften',
    apart('{it} mischt zeitweise angeschlossene Assets mit dauerhaften', 'zeitweise', 'dauerhaft'),
    'Ein Laptop, der kommt und geht, bringt mit, was ihm anderswo begegnet ist.',
    `Geben Sie ihnen eine Zone vom Typ zeitweise, ${accept}`,
  ),
  'zone.wireless-apart': rule(
    'Funkassets teilen sich eine Zone mit verkabelten',
    apart('{it} mischt Funkassets mit verkabelten', 'Funk', 'verkabelt'),
    'Funk endet nicht an der Wand; die Zone reicht so weit wie das Signal.',
    `Geben Sie ihnen eine Zone vom Typ Funk, ${accept}`,
  ),
  'zone.external-apart': rule(
    'Extern verbundene Assets teilen sich eine Zone mit anderen',
    apart('{it} mischt extern verbundene Assets mit anderen', 'verbunden', 'andere'),
    'Ein Asset mit eigenem Weg nach draußen ist ein Weg hinein, an den Conduits der Zone vorbei.',
    `Geben Sie ihnen eine Zone vom Typ extern, ${accept}`,
  ),
  'zone.circle': rule(
    'Zonen liegen im Kreis ineinander',
    '{zones} liegen im Kreis ineinander',
    'Eine Zone kann nicht in sich selbst liegen; äußere Grenze und geerbte Bedeutung haben keinen Anfang.',
    'Entfernen Sie eine der Verknüpfungen „liegt innerhalb von“ des Kreises.',
  ),
  'asset.no-place': rule(
    'Ein installiertes Asset liegt in keiner Zone und keinem Conduit',
    '{it} ist installiert, liegt aber in keiner Zone und keinem Conduit',
    'Ein Asset ohne Zone erreichen weder Ziel noch Anforderung noch Prüfung.',
    'Ordnen Sie es einer Zone oder einem Conduit zu, oder halten Sie fest, dass es geplant, Ersatz oder ausgemustert ist.',
  ),
  'asset.two-places': rule(
    'Ein Asset liegt in mehr als einer Zone oder einem Conduit',
    '{it} liegt zugleich in {places}',
    'Seine Zonen widersprechen sich darin, was von ihm verlangt wird; jede zählt es zu sich.',
    'Behalten Sie den Ort, zu dem es gehört, und entfernen Sie die andere Verknüpfung „liegt in“.',
  ),
  'channel.conduit': rule(
    'Ein Datenfluss zwischen zwei Orten läuft in keinem Conduit, der beide verbindet',
    '{it} läuft von {from} nach {to}[ über {via}], aber in keinem Conduit, der beide verbindet',
    'Verkehr über eine Grenze, den kein Conduit führt, hat kein Ziel, keine Regeln und keine Prüfung.',
    'Führen Sie den Kanal über einen Conduit, der beide Zonen verbindet, oder verbinden Sie seinen Conduit mit ihnen. Ein Ende in diesem Conduit ist verbunden; eine äußere und eine innere Zone sind zwei Orte.',
  ),
  'channel.incomplete': rule(
    'Ein Datenfluss lässt sich nicht beurteilen, weil ein Ende fehlt',
    '{it} lässt sich nicht beurteilen[; Ende fehlt: {missing}][; ohne Ort: {unplaced}]',
    'Ob er eine Grenze überschreitet, ist nicht bekannt.',
    'Tragen Sie beide Enden des Kanals ein und den Ort des Assets an jedem. Ein installiertes Asset ohne Ort wird für sich gemeldet, nicht noch einmal für jeden seiner Kanäle.',
  ),
  'conduit.below-zones': rule(
    'Das SL-T eines Conduits liegt unter dem einer verbundenen Zone',
    'SL-T {target} von {it} liegt unter dem, was seine Zonen in {frs} verlangen ({demanded}): {zones}',
    'Der Conduit ist Teil der Grenze: Was schwächer ist als die Zone, öffnet sie.',
    'Heben Sie das SL-T des Conduits an und geben Sie es frei, oder schreiben Sie dazu, warum weniger genügt.',
  ),
  'conduit.few-zones': rule(
    'Ein Conduit verbindet weniger als zwei Zonen',
    '{it} verbindet weniger als zwei Zonen[: nur {zones}]',
    'Ein Conduit verbindet Zonen; einer mit nur einem Ende ist unfertig oder führt ungesehen aus dem System.',
    'Verbinden Sie ihn mit seinen Zonen; was außerhalb liegt, ist eine Zone vom Typ extern.',
  ),
  'edition.unknown': rule(
    'Das Projekt legt eine Ausgabe fest, die nicht in der Bibliothek ist',
    '{it} legt {edition} fest, die nicht in der Bibliothek ist[; stattdessen gilt {used}]',
    'Jede Stufe sollte mit anderen Anforderungen ermittelt werden als den jetzt verwendeten.',
    'Fügen Sie den Katalog dieser Ausgabe hinzu, oder berichtigen Sie die Ausgaben am System.',
  ),
  'edition.twice': rule(
    'Das Projekt legt zwei Ausgaben eines Teils fest',
    '{it} legt {editions} von {part} fest; die letzte gilt',
    'Von einem Teil kann nur eine Ausgabe gelten.',
    'Entfernen Sie am System die Ausgaben, die nicht gelten.',
  ),
  'target.none': rule(
    'Eine Zone oder ein Conduit hat kein freigegebenes SL-T',
    '{it} hat kein freigegebenes SL-T; es zählt als {target}',
    'Ohne Ziel wird von dem Ort nichts verlangt, und nichts erscheint als Lücke.',
    'Legen Sie aus der Risikobeurteilung ein Ziel fest und lassen Sie es freigeben.',
  ),
  'target.waiting': rule(
    'Eine Änderung des SL-T wartet auf Freigabe',
    '{it} hat SL-T {proposed}, das auf Freigabe wartet[; in Kraft ist {target}]',
    'Bis zur Freigabe wird alles aus dem geltenden Ziel ermittelt.',
    'Geben Sie die Änderung frei, oder setzen Sie das Ziel auf das geltende zurück.',
  ),
  'target.open': rule(
    'Worauf ein SL-T beruht, hat sich geändert',
    'die Assets oder Risiken, auf denen SL-T von {it} beruht, haben sich geändert',
    'Die Entscheidung galt für andere Assets oder Risiken.',
    'Sehen Sie sich die Änderungen an und bestätigen Sie das Ziel mit einer Begründung, oder ändern Sie es.',
  ),
  'asset.no-types': rule(
    'Ein installiertes Asset hat keine Komponententypen',
    '{it} hat keine Komponententypen[, sein Produkt {product} auch nicht]; sein SL-C ist 0',
    'Welche Anforderungen aus 62443-4-2 gelten, ist nicht bekannt; daher ist sein SL-C 0, und keine Systemanforderung betrifft es.',
    'Tragen Sie die Komponententypen am Produkt ein, oder am Asset selbst, wenn sie abweichen.',
  ),
  'asset.no-product': rule(
    'Ein installiertes Asset hat kein Produkt',
    '{it} ist kein Stück eines Produkts',
    'Aussagen, Sicherheitshinweise und Zertifikate der Lieferanten erreichen ein Asset über sein Produkt.',
    'Verknüpfen Sie das Asset mit seinem Produkt; legen Sie das Produkt an, wenn es das erste seiner Art ist.',
  ),
  'asset.undocumented': rule(
    'Ein Asset wurde in der Anlage gefunden, steht aber nicht in ihren Unterlagen',
    '{it} steht in der Anlage, aber nicht in ihren Unterlagen',
    'Niemand hat entschieden, dass es dort sein soll.',
    'Entscheiden Sie, ob es bleibt; dann dokumentieren Sie es und nehmen die Kennzeichnung weg, oder entfernen Sie es.',
  ),
  'types.unknown': rule(
    'Ein Komponententyp gehört nicht zur geltenden Ausgabe',
    '{it} hat den Komponententyp „{type}“, den {edition} nicht kennt',
    'Der Typ bringt keine Anforderungen mit; SL-C wird ermittelt, als gäbe es ihn nicht.',
    'Schreiben Sie den Typ so, wie die Ausgabe ihn nennt; siehe cordon standard show 62443-4-2.',
  ),
  'statement.stray': rule(
    'Eine Aussage des Lieferanten zählt nicht',
    'die Aussage von {it} zu {row} zählt nicht: {reason}',
    'Die Aussage sieht nach einer Fähigkeit aus, die es nicht gibt.',
    'Treffen Sie die Aussage zu den gerätespezifischen Zeilen, die an die Stelle der Nummer treten, oder berichtigen Sie die Zeile oder die Komponententypen des Produkts.',
  ),
  'statement.duplicate': rule(
    'Zu einer Zeile gibt es zwei Aussagen',
    '{it} sagt zu {row} mehr als einmal etwas aus; nur die erste Aussage zählt',
    'Die Aussagen können sich widersprechen, und nur eine zählt.',
    'Behalten Sie die richtige. Bei abweichenden Aussagen zählt die erste mit Begründung.',
  ),
  'statement.no-configuration': rule(
    'Erfüllt bei Konfiguration, aber ohne die Konfiguration',
    '{it} sagt zu {row} „erfüllt bei Konfiguration“ aus, nennt aber keine Konfiguration',
    'Niemand kann das Gerät so einrichten oder das prüfen; die Zeile zählt nicht.',
    'Tragen Sie die Konfiguration in die Aussage ein.',
  ),
  'statement.no-reason': rule(
    'Nicht relevant, aber ohne Begründung',
    '{it} sagt zu {row} „nicht relevant“ aus, begründet es aber nicht',
    'Ohne Begründung zählt die Zeile nicht.',
    'Schreiben Sie, warum die Zeile dieses Produkt nicht betrifft, oder ändern Sie die Antwort.',
  ),
  'override.stray': rule(
    'Eine abweichende Aussage eines Assets zählt nicht',
    'die abweichende Aussage von {it} zu {row} zählt nicht: {reason}',
    'Sie sieht nach einer Fähigkeit aus, oder nach deren Fehlen, die es nicht gibt.',
    'Treffen Sie die Aussage zu den gerätespezifischen Zeilen, die an die Stelle der Nummer treten, oder berichtigen Sie die Zeile oder die Komponententypen.',
  ),
  'override.no-reason': rule(
    'Eine abweichende Aussage eines Assets hat keine Begründung',
    'die abweichende Aussage von {it} zu {row} hat keine Begründung; die des Produkts gilt',
    'Eine abweichende Aussage ohne Begründung zählt nicht.',
    'Schreiben Sie, warum dieses Asset von seinem Produkt abweicht, oder entfernen Sie die Aussage.',
  ),
  'allocation.no-place': rule(
    'Eine Zuordnung gehört zu keiner Zone und keinem Conduit',
    '{it}[ ({row})] ist keiner Zone und keinem Conduit zugeordnet',
    'Die Zeile wird von niemandem verlangt, und keine Stufe zählt sie.',
    'Verknüpfen Sie sie mit dem gemeinten Ort, oder legen Sie sie still.',
  ),
  'allocation.place-retired': rule(
    'Von einer stillgelegten Zone oder einem Conduit sind Zuordnungen übrig',
    '{place} ist stillgelegt, seine Zuordnungen sind es nicht: {allocations}',
    'Sie erscheinen in Listen und Suchen, zählen aber für keine Stufe.',
    'Legen Sie sie mit ihrem Ort still, oder holen Sie den Ort zurück.',
  ),
  'allocation.no-row': rule(
    'Eine Zuordnung nennt keine Zeile der Norm',
    '{it} nennt keine Zeile aus 62443-3-3',
    'Was von dem Ort verlangt wird, ist nicht bekannt, und keine Stufe zählt es.',
    'Tragen Sie die Zeile ein, oder legen Sie die Zuordnung still.',
  ),
  'allocation.row-unknown': rule(
    'Eine Zuordnung nennt eine Zeile, die nicht zur geltenden Ausgabe gehört',
    '{it} nennt {row}; das ist keine Zeile von {edition}',
    'Keine Stufe zählt sie; die Arbeit daran bleibt ungesehen.',
    'Überführen Sie die Zuordnung in die geltende Ausgabe, oder berichtigen Sie die Ausgaben am System.',
  ),
  'component-requirement.row-unknown': rule(
    'Eine Komponentenanforderung nennt keine Komponentenzeile der geltenden Ausgabe',
    '{it} nennt [{row}, also ]keine Komponentenzeile von {edition}',
    'Sie verfeinert eine Zuordnung nur dem Wort nach: Die Kette verlangt eine Komponentenzeile und findet keine.',
    'Tragen Sie die Zeile ein. Eine Nummer, an deren Stelle gerätespezifische Zeilen treten, ist keine Zeile; nennen Sie die des Gerätetyps.',
  ),
  'test.no-method': rule(
    'Ein Prüffall hat keine Methode',
    '{it} sagt nicht, ob es eine Prüfung, Inspektion, Analyse oder Vorführung ist',
    'Ein Auditor fragt zuerst, wie es gezeigt wurde.',
    'Tragen Sie die Methode des Prüffalls ein.',
  ),
  'evidence.before-run': rule(
    'Ein Nachweis wurde vor dem Tag seines Laufs erhoben',
    '{it} wurde am {collected} erhoben, sein Lauf {run} endete aber am {ran}',
    'Er kann nicht zeigen, was der Lauf ergab.',
    'Berichtigen Sie das falsche Datum, oder hängen Sie den Nachweis an, der in diesem Lauf entstand. Es zählen Tage in der Zeitzone des Projekts.',
  ),
  'evidence.expired': rule(
    'Ein verwendeter Nachweis ist abgelaufen',
    '{it} galt bis {until}',
    'Die Ketten, die auf ihm beruhen, sind nicht mehr vollständig; Stufen sind gefallen.',
    'Prüfen Sie erneut und hängen Sie einen neuen Nachweis an, oder verlängern Sie das Datum, wenn es Gründe gibt. Nachweise von Läufen, die ein späterer ersetzt hat, werden nicht gemeldet.',
  ),
  'evidence.expiring': rule(
    'Ein verwendeter Nachweis läuft innerhalb von 30 Tagen ab',
    '{it} gilt bis {until}',
    'Am Tag danach fallen die Stufen, die auf ihm beruhen.',
    'Planen Sie die Prüfung, die einen neuen Nachweis ergibt.',
  ),
  'evidence.file-missing': rule(
    'Die Datei eines Nachweises fehlt',
    'die Datei von {it} fehlt[: {digest}][; {reason}]',
    'Ein Nachweis, der sich nicht öffnen lässt, belegt nichts.',
    'Legen Sie die Datei zurück; am Digest ist zu erkennen, dass es dieselbe ist. Ist sie verloren, erheben Sie einen neuen Nachweis.',
  ),
  'evidence.file-changed': rule(
    'Die Datei eines Nachweises wurde verändert',
    'die Datei von {it} ist nicht die erhobene: festgehalten ist {digest}',
    'Jemand oder etwas hat verändert, worauf sich ein Auditor verlassen soll.',
    'Stellen Sie die Datei aus einer Kopie wieder her und klären Sie, wie sie sich geändert hat. Ist eine neue Datei gemeint, halten Sie sie als neuen Nachweis fest.',
  ),
  'link.suspect': rule(
    'Worauf eine Verknüpfung bestätigt wurde, hat sich geändert',
    '{from} {verb} {to}: zweifelhaft, weil sich die Grundlage seit der Bestätigung geändert hat',
    'Ob Entwurf, Prüfung oder Nachweis noch gelten, ist nicht bekannt, und die Stufen, die darauf beruhen, sind gefallen.',
    'Sehen Sie nach, was sich geändert hat; dann bestätigen Sie die Verknüpfung mit einer Begründung, oder machen Sie die Arbeit neu.',
  ),
  'countermeasure.planned': rule(
    'Eine Zeile wartet auf eine nur geplante Gegenmaßnahme',
    '{it} ist geplant, und keine vorhandene Gegenmaßnahme erfüllt {allocations}',
    'Eine geplante Gegenmaßnahme zählt noch nicht.',
    'Setzen Sie sie um und halten Sie sie als vorhanden fest, oder beantworten Sie die Zeilen anders.',
  ),
  'gap.open': rule(
    'Eine Zone oder ein Conduit hat das Ziel nicht erreicht',
    '{it} hat SL-A {achieved} bei SL-T {target}; die Lücke ist {gap}',
    'Der Ort ist weniger geschützt, als die Risikobeurteilung verlangt.',
    'Sehen Sie sich die Zeilen an, die nicht zählen, jede mit ihrem ersten fehlenden Schritt.',
  ),
  'compensation.not-valid': rule(
    'Eine kompensierende Gegenmaßnahme zählt nicht',
    '{it} kompensiert {allocation} nicht: {state}',
    'Die Zeile ist nicht erfüllt, und nichts steht für sie ein.',
    'Ergänzen Sie, was genannt ist: Kennzeichnung, Freigabe mit Enddatum und Rechtfertigung, einen Ort, bestandene Prüfungen, gültige Nachweise oder eine Bestätigung.',
  ),
  'defence.single-measure': rule(
    'Eine Zeile hängt an einer einzigen Gegenmaßnahme',
    '{it} trägt {allocations} allein',
    'Fällt sie aus, fällt sofort die Stufe.',
    'Fügen Sie eine zweite, unabhängige Ebene hinzu, wo die Auswirkung hoch ist.',
  ),
  'defence.single-layer': rule(
    'Ein Bedrohungspfad hat nur eine Ebene',
    'nur eine Ebene steht zwischen {threat} und {it}[: {countermeasures}]',
    'Gestaffelte Verteidigung verlangt, dass mehr als eines schiefgeht.',
    'Fügen Sie eine Ebene anderer Art hinzu: Menschen, Abläufe oder Technik.',
  ),
}
