import { MAX_TEXT_LENGTH } from '@gatehouse/core/node/form-rules.ts';
import type { Text } from './en.ts';

const day = (iso: string | null): string =>
  iso === null ? '' : new Intl.DateTimeFormat('de', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));

const time = (iso: string): string =>
  new Intl.DateTimeFormat('de', { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));

const number = (value: number | null): string => (value === null ? '' : new Intl.NumberFormat('de').format(value));

const seconds = (count: number): string => (count === 1 ? 'einer Sekunde' : `${count} Sekunden`);

/** German. */
export const de: Text = {
  language: 'de',
  page: {
    title: 'Identitätsprüfung',
    loading: 'Einen Moment bitte.',
    testSession: 'Testsitzung: Nichts, was Sie hier eingeben, zählt.',
    language: 'Sprache',
    progress: (current, total) => `Schritt ${current} von ${total}`,
    validUntil: (iso) => `Dieser Link gilt bis ${time(iso)} Uhr.`,
    movedOn: 'Dieser Schritt war schon erledigt, vielleicht auf einem anderen Gerät. Hier geht es für Sie weiter.',
    withdrawn: 'Ihre Einwilligung wurde widerrufen.',
    reconnecting: 'Im Moment besteht keine Verbindung. Es geht hier weiter, sobald sie wieder da ist.',
  },
  action: {
    continue: 'Weiter',
    back: 'Zurück',
    tryAgain: 'Noch einmal versuchen',
    cancel: 'Abbrechen',
    close: 'Schließen',
    sending: 'Wird gesendet …',
  },
  form: {
    summary: (count) => (count === 1 ? 'Eine Angabe bitte prüfen' : `${count} Angaben bitte prüfen`),
    optional: 'freiwillig',
    choose: 'Bitte wählen',
    format: (mask) => `Form: ${mask} (A steht für einen Buchstaben, 9 für eine Ziffer)`,
    ssn: 'Neun Ziffern, beim Schreiben verdeckt.',
    showDigits: 'Anzeigen',
    hideDigits: 'Verdecken',
    requiresCamera:
      'Wenn Sie weitergehen, sieht diese Seite einmal nach, wie fein die Bilder Ihrer Kamera sind. Es wird kein Bild aufgenommen oder gesendet.',
    measuring: 'Bitte erlauben Sie dieser Seite für einen Moment, Ihre Kamera zu verwenden …',
  },
  fieldProblem: {
    required: (field) =>
      field.type === 'checkbox'
        ? 'Bitte setzen Sie hier ein Häkchen, um fortzufahren.'
        : 'Bitte füllen Sie dieses Feld aus.',
    too_short: (field) => `Bitte schreiben Sie mindestens ${number(field.minLength)} Zeichen.`,
    too_long: (field) => `Bitte schreiben Sie höchstens ${number(field.maxLength ?? MAX_TEXT_LENGTH)} Zeichen.`,
    mask: (field) => `Bitte schreiben Sie es in der Form ${field.mask}, A für einen Buchstaben und 9 für eine Ziffer.`,
    not_a_text: () => 'Bitte schreiben Sie einen Text.',
    not_an_email: () => 'Bitte geben Sie eine E-Mail-Adresse wie name@example.com an.',
    not_a_phone: () => 'Bitte geben Sie die Telefonnummer mit Landesvorwahl an, etwa +49 30 901820.',
    not_an_ssn: () => 'Bitte schreiben Sie alle neun Ziffern Ihrer Sozialversicherungsnummer.',
    not_a_date: () => 'Bitte geben Sie ein vollständiges Datum an, das es gibt.',
    too_early: (field) => `Bitte geben Sie ein Datum ab dem ${day(field.earliest)} an.`,
    too_late: (field) => `Bitte geben Sie ein Datum bis zum ${day(field.latest)} an.`,
    not_a_country: () => 'Bitte wählen Sie ein Land aus der Liste.',
    not_an_option: () => 'Bitte wählen Sie eine der Möglichkeiten.',
    not_a_choice: () => 'Bitte prüfen Sie diese Angabe.',
    not_a_number: () => 'Bitte schreiben Sie eine Zahl.',
    too_small: (field) => `Bitte geben Sie mindestens ${number(field.minimum)} an.`,
    too_big: (field) => `Bitte geben Sie höchstens ${number(field.maximum)} an.`,
    other: () => 'Bitte prüfen Sie diese Angabe.',
  },
  consent: { accept: 'Ich stimme zu', decline: 'Ich stimme nicht zu' },
  handoff: {
    scan: 'Scannen Sie diesen Code mit der Kamera Ihres Telefons und machen Sie dort weiter.',
    follows: 'Lassen Sie diese Seite offen: Sie folgt von selbst.',
    here: 'Hier weitermachen',
    arrived: 'Sie haben das Gerät gewechselt. Machen Sie hier weiter.',
    already: 'Dieses Gerät passt: Sie können hier weitermachen oder mit einem Code auf ein anderes wechseln.',
    insecure:
      'Es gibt keinen Code für Ihr Telefon, weil die Adresse dieser Seite nicht mit https beginnt. Öffnen Sie auf dem anderen Gerät diese Adresse:',
  },
  withdrawal: {
    open: 'Einwilligung widerrufen',
    title: 'Einwilligung widerrufen?',
    message:
      'Ihre Einwilligung gilt dann nicht mehr; was bis jetzt geschehen ist, bleibt rechtmäßig. Die Prüfung kann dadurch enden.',
    confirm: (title) => `„${title}“ widerrufen`,
  },
  document: {
    kind: { passport: 'Reisepass', identity_card: 'Personalausweis' },
    kindHelp: {
      passport: 'Die Seite mit Ihrem Foto',
      identity_card: 'Die Seite mit den Zeilen aus Buchstaben und <-Zeichen',
    },
    chooseKind: 'Welches Dokument haben Sie zur Hand?',
    otherKind: 'Anderes Dokument verwenden',
    side: {
      passport: { front: 'Fotoseite Ihres Reisepasses', back: 'Rückseite Ihres Reisepasses' },
      identity_card: { front: 'Vorderseite Ihres Ausweises', back: 'Rückseite Ihres Ausweises' },
    },
    sideOf: (current, total) => `Foto ${current} von ${total}`,
    tips: [
      'Legen Sie das Dokument flach hin, am besten auf eine dunkle Fläche.',
      'Alle vier Ecken und alle Zeilen müssen zu sehen sein.',
      'Keine Spiegelungen: Kippen Sie das Dokument leicht oder gehen Sie von der Lampe weg.',
    ],
    takePhoto: 'Foto aufnehmen',
    chooseFile: 'Fotodatei auswählen',
    skipSide: 'Ohne diese Seite weiter',
    attempt: (current, total) => `Versuch ${current} von ${total}`,
    retake: 'Wir brauchen ein neues Foto',
    noFileNorCamera: 'Bitte öffnen Sie diesen Link auf einem Telefon oder einem Gerät mit Kamera.',
  },
  selfie: {
    side: 'Ihr Gesicht',
    tips: [
      'Sehen Sie gerade in die Kamera; niemand anders darf im Bild sein.',
      'Suchen Sie gleichmäßiges Licht im Gesicht und keines im Rücken.',
      'Nehmen Sie Sonnenbrille, Mütze und Maske ab.',
    ],
    takePhoto: 'Selfie aufnehmen',
    check: 'Ist Ihr Gesicht vom Kinn bis zum Haar deutlich zu sehen?',
    submitting: 'Ihr Bild wird eingereicht …',
    hint: {
      fit: 'Bringen Sie Ihr Gesicht in das Oval',
      too_dark: 'Zu dunkel: Drehen Sie sich zu einem Fenster oder einer Lampe',
      too_bright: 'Zu hell: Drehen Sie sich vom starken Licht weg',
      hold_still: 'Bitte stillhalten',
      good: 'Sieht gut aus: Nehmen Sie das Bild auf',
    },
  },
  camera: {
    title: 'Kamera',
    starting: 'Die Kamera startet …',
    shoot: 'Foto aufnehmen',
    switch: 'Kamera wechseln',
    torchOn: 'Licht an',
    torchOff: 'Licht aus',
    hint: {
      fit: 'Bringen Sie das Dokument in den Rahmen',
      too_dark: 'Zu dunkel: Suchen Sie mehr Licht',
      too_bright: 'Zu hell: Gehen Sie aus dem starken Licht',
      glare: 'Spiegelung: Kippen Sie das Dokument leicht',
      hold_still: 'Bitte stillhalten',
      blurred: 'Nicht scharf: etwas weiter weg gehen und stillhalten',
      good: 'Sieht gut aus: Nehmen Sie das Foto auf',
    },
    problem: {
      refused:
        'Diese Seite darf die Kamera nicht verwenden: Erlauben Sie es im Browser, mit dem Zeichen neben der Adresse, und versuchen Sie es noch einmal, oder wählen Sie eine Fotodatei aus.',
      none: 'An diesem Gerät wurde keine Kamera gefunden: Wählen Sie eine Fotodatei aus oder öffnen Sie den Link auf Ihrem Telefon.',
      busy: 'Ein anderes Programm verwendet gerade die Kamera: Schließen Sie es und versuchen Sie es noch einmal, oder wählen Sie eine Fotodatei aus.',
      insecure:
        'Ihr Browser zeigt die Kamera nur auf sicheren Adressen (https): Nehmen Sie das Foto mit Ihrer Kamera-App auf oder wählen Sie eine Fotodatei aus.',
      failed: 'Die Kamera ließ sich nicht starten: Versuchen Sie es noch einmal oder wählen Sie eine Fotodatei aus.',
    },
  },
  photo: {
    preparing: 'Ihr Foto wird vorbereitet …',
    check: 'Ist alles scharf und gut lesbar?',
    preview: 'Ihr Foto',
    noPreview: 'Dieser Browser kann das Foto nicht anzeigen; Sie können es trotzdem senden.',
    use: 'Dieses Foto verwenden',
    again: 'Anderes Foto aufnehmen',
    problem: {
      empty: 'Diese Datei ist leer: Bitte wählen Sie eine andere aus.',
      pdf: 'Das ist ein PDF, gebraucht wird ein Foto: Fotografieren Sie das Dokument oder wählen Sie eine JPEG- oder PNG-Datei aus.',
      heic: 'Ihr Browser kann HEIC-Fotos nicht öffnen: Nehmen Sie das Foto hier auf oder speichern Sie es als JPEG und wählen Sie es noch einmal aus.',
      no_image: 'Diese Datei ist kein Foto: Bitte wählen Sie eine JPEG- oder PNG-Datei aus.',
      broken: 'Dieses Foto ist beschädigt und lässt sich nicht öffnen: Bitte nehmen Sie ein anderes.',
      too_large:
        'Dieses Foto ist zu groß für Ihren Browser: Bitte nehmen Sie hier eines auf oder wählen Sie ein kleineres aus.',
    },
  },
  upload: {
    sending: 'Ihr Foto wird gesendet',
    percent: (percent) => `${percent} % gesendet`,
    checking: 'Das Foto ist angekommen und wird angesehen …',
    offline:
      'Die Verbindung ist unterbrochen: Ihr Foto bleibt erhalten und wird gesendet, sobald Sie wieder online sind.',
    now: 'Jetzt senden',
    submitting: 'Ihr Dokument wird eingereicht …',
  },
  failure: {
    network:
      'Es besteht keine Verbindung zum Server: Prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.',
    server: 'Bei uns ist etwas schiefgegangen: Bitte versuchen Sie es gleich noch einmal.',
    rejected: 'Das konnte nicht angenommen werden: Bitte versuchen Sie es noch einmal.',
    uploadTooLarge:
      'Dieses Foto ist dem Server zu groß: Bitte nehmen Sie hier eines auf oder wählen Sie ein kleineres aus.',
    rateLimited: (wait) =>
      wait === null
        ? 'Das waren viele Versuche in kurzer Zeit: Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.'
        : `Das waren viele Versuche in kurzer Zeit: Bitte versuchen Sie es in ${seconds(wait)} noch einmal.`,
  },
  link: {
    title: 'Dieser Link ist nicht gültig',
    message:
      'Bitte öffnen Sie den Link genau so, wie Sie ihn erhalten haben, oder bitten Sie den Absender um einen neuen.',
    overTitle: 'Diese Sitzung ist beendet',
    overMessage:
      'Hier ist nichts mehr zu tun. Falls Sie nicht fertig waren, bitten Sie den Absender um einen neuen Link.',
    unreachableTitle: 'Die Seite konnte nicht geladen werden',
  },
  waiting: {
    title: 'Ihre Angaben werden geprüft',
    message: 'Das dauert meist nur einige Sekunden. Lassen Sie diese Seite offen; es geht von selbst weiter.',
    slow: 'Es dauert etwas länger als sonst. Sie müssen nichts tun.',
    outside: {
      title: 'Wir haben erst einmal alles',
      message: 'Der nächste Schritt liegt bei uns. Diese Seite geht von selbst weiter.',
      slow: 'Das kann etwas dauern. Sie können diese Seite schließen und Ihren Link später wieder öffnen.',
    },
  },
  end: {
    title: {
      done: 'Vielen Dank, das war alles',
      review: 'Vielen Dank, wir haben alles',
      expired: 'Dieser Link ist abgelaufen',
      cancelled: 'Diese Prüfung wurde abgebrochen',
      error: 'Das ließ sich nicht abschließen',
    },
    review: 'Jemand sieht sich Ihre Angaben nun an. Sie müssen nichts weiter tun.',
    closePage: 'Sie können diese Seite jetzt schließen.',
    askSender: 'Falls Sie nicht fertig waren, bitten Sie den Absender um einen neuen Link.',
    failed: 'Bitte wenden Sie sich an den Absender des Links.',
    redirect: (name) => `Sie werden in einigen Sekunden zu ${name} weitergeleitet.`,
    go: (name) => `Weiter zu ${name}`,
    stay: 'Hier bleiben',
    summary: 'Was Sie gezeigt haben',
    taken: {
      selfie: 'Bild Ihres Gesichts',
      passport: 'Reisepass',
      identity_card: 'Personalausweis',
      driving_licence: 'Führerschein',
    },
  },
  handover: {
    title: 'Auf dem Telefon fortfahren',
    message:
      'Ein Telefon macht bessere Fotos. Scannen Sie diesen Code mit seiner Kamera; diese Seite folgt von selbst.',
    show: 'Code zeigen',
    hide: 'Code ausblenden',
    code: 'QR-Code mit der Adresse dieser Seite',
    insecure:
      'Hier können Sie nicht per Code auf ein Telefon wechseln, weil die Adresse dieser Seite nicht mit https beginnt.',
  },
  reason: {
    dark: 'Das Foto ist zu dunkel: Suchen Sie mehr Licht.',
    bright: 'Das Foto ist zu hell: Gehen Sie aus dem starken Licht.',
    glare: 'Eine Spiegelung verdeckt einen Teil des Dokuments: Kippen Sie es leicht oder gehen Sie von der Lampe weg.',
    blurred:
      'Das Foto ist nicht scharf: Halten Sie das Telefon still und tippen Sie zum Scharfstellen auf das Dokument.',
    small: 'Das Dokument ist im Foto zu klein: Gehen Sie näher heran, bis es den Rahmen ausfüllt.',
    noZone:
      'Die Zeilen aus Buchstaben und <-Zeichen wurden nicht gefunden: Zeigen Sie die ganze Seite mit dem unteren Rand.',
    unsure:
      'Die Zeilen aus Buchstaben und <-Zeichen waren nicht sicher zu lesen: Nehmen Sie ein scharfes Foto ohne Spiegelungen auf.',
    incomplete:
      'Die Buchstabenzeilen wurden nicht vollständig gelesen: Fotografieren Sie gerade von oben, mit allen Zeilen im Bild.',
    backNeeded:
      'Auch die Rückseite Ihres Ausweises wird gebraucht: Dort stehen die Zeilen aus Buchstaben und <-Zeichen.',
    otherDocument: 'Das war eine andere Art von Dokument: Bitte zeigen Sie das, das Sie gewählt haben.',
    expired: 'Dieses Dokument ist abgelaufen: Bitte zeigen Sie eines, das noch gültig ist.',
    reader: 'Das Foto konnte gerade nicht angesehen werden: Bitte senden Sie es noch einmal.',
    selfieDark: 'Das Bild ist zu dunkel: Drehen Sie sich zu einem Fenster oder einer Lampe.',
    selfieBright: 'Das Bild ist zu hell: Drehen Sie sich vom starken Licht weg.',
    selfieBlurred: 'Das Bild ist nicht scharf: Halten Sie das Gerät still, eine Armlänge entfernt.',
    selfieSmall: 'Das Bild hat zu wenige Bildpunkte: Nehmen Sie es mit der Kamera Ihres Geräts auf.',
    selfieUnreadable: 'Das Bild ließ sich nicht öffnen: Bitte nehmen Sie es noch einmal auf.',
  },
};
