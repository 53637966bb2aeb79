"""Texts in French and English from which the projection is fitted while a home holds too few."""

SAMPLE = (
    "Full-time employees accrue 1.75 days of annual leave for each month of service. Up to five "
    "unused days may be carried into the first quarter of the following year.",
    "Travel must be booked through the agency at least fourteen days in advance. Receipts above "
    "25 euros are required, and claims are paid within thirty days of approval.",
    "The parties agree to keep all confidential information secret for a period of five years "
    "after the termination of this agreement, unless disclosure is required by law.",
    "Section 4.2: Passwords are at least twelve characters long, are never shared, and are changed "
    "when there is reason to believe that somebody else knows them.",
    "The health plan covers preventive care, hospital stays, prescription drugs and mental health "
    "services. The deductible is $1,500 for an individual and $3,000 for a family.",
    "Net sales increased by 7 % to 94.8 billion in the third quarter, mainly due to services and "
    "favourable exchange rates; operating expenses rose to 14.3 billion.",
    "Who is responsible for approving purchase orders over 10,000? The department head signs "
    "first, then the finance director; the board is informed once a year.",
    "Before starting the pump, close valve V-12, check the oil level and make sure that the "
    "emergency stop is released. Maximum pressure: 6 bar. Wear gloves and goggles.",
    "The city was founded in the twelfth century on the banks of the river and became an important "
    "market for wool and wine before the cathedral was built in 1248.",
    "Cells use oxygen to turn glucose into energy; the reaction gives off carbon dioxide and "
    "water, and takes place mostly in the mitochondria.",
    "Our support team answers between 8 a.m. and 6 p.m. from Monday to Friday. To reset a device, "
    "hold the power button for ten seconds and follow the steps on the screen.",
    "The software developer reports to the head of engineering, writes and reviews code, and takes "
    "part in planning. A degree in computer science or equal experience is expected.",
    "She won the championship three times, played for the national team until 2009 and later "
    "trained young athletes in her home town.",
    "Parental leave may begin four weeks before the expected date of birth. The employer continues "
    "to pay its share of insurance contributions during this time.",
    "Risks: a supplier may fail to deliver, demand may fall, and new rules on data protection may "
    "raise our costs. We review these risks every six months.",
    "Minutes of the meeting of 12 March: the budget was adopted with nine votes in favour and two "
    "against; the move to the new offices was postponed until September.",
    "Les salariés à temps plein acquièrent 2,5 jours ouvrables de congés payés par mois de travail "
    "effectif. Les jours non pris peuvent être reportés jusqu'au 31 mars.",
    "Les déplacements professionnels sont remboursés sur présentation des justificatifs, dans un "
    "délai de trente jours. Le plafond d'une nuit d'hôtel est de 120 euros à Paris.",
    "Article 7. Le prestataire s'engage à garder confidentielles toutes les informations reçues du "
    "client pendant la durée du contrat et cinq ans après sa fin.",
    "Le règlement intérieur interdit de communiquer son mot de passe. Tout incident de sécurité "
    "est signalé sans délai au responsable des systèmes d'information.",
    "La mutuelle prend en charge les soins dentaires, l'optique et l'hospitalisation. La "
    "cotisation mensuelle s'élève à 42 euros, dont la moitié est payée par l'employeur.",
    "Le chiffre d'affaires du troisième trimestre progresse de 7 % à 94,8 millions d'euros, grâce "
    "aux services ; les charges d'exploitation augmentent de 3 %.",
    "Qui valide les commandes de plus de 10 000 euros ? Le chef de service signe d'abord, puis la "
    "directrice financière ; le conseil en est informé chaque année.",
    "Avant de mettre la machine en marche, fermez la vanne, vérifiez le niveau d'huile et portez "
    "des gants et des lunettes. Pression maximale : 6 bars.",
    "La ville fut fondée au XIIe siècle au bord du fleuve ; elle devint un marché important pour "
    "la laine et le vin avant la construction de la cathédrale, en 1248.",
    "Les cellules utilisent l'oxygène pour transformer le glucose en énergie ; la réaction dégage "
    "du dioxyde de carbone et de l'eau.",
    "Notre service d'assistance répond de 8 h à 18 h, du lundi au vendredi. Pour réinitialiser "
    "l'appareil, appuyez dix secondes sur le bouton et suivez les étapes à l'écran.",
    "La développeuse travaille sous l'autorité du directeur technique, écrit et relit le code et "
    "participe à la planification. Un diplôme d'informatique est demandé.",
    "Il remporta trois fois le championnat, joua en équipe nationale jusqu'en 2009, puis forma de "
    "jeunes sportifs dans sa ville natale.",
    "Le congé de maternité commence six semaines avant la date prévue de l'accouchement. Le "
    "télétravail est possible deux jours par semaine, avec l'accord du responsable.",
    "Risques : un fournisseur peut manquer à ses engagements, la demande peut baisser, et de "
    "nouvelles règles de protection des données peuvent accroître nos coûts.",
    "Compte rendu de la réunion du 12 mars : le budget est adopté par neuf voix contre deux ; le "
    "déménagement dans les nouveaux bureaux est reporté à septembre.",
)
