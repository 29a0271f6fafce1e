import type { enHost } from './en-host.ts'

/** Français, les réglages d’un hôte. */
export const frHost: typeof enHost = {
  title: 'Hôte',
  saved: 'Enregistré.',
  numberWrong: 'Un nombre entier de {least} à {most}.',
  namesWrong: 'Au plus {most} noms comme talk.example.org.',
  groups: { people: 'Qui entre', kept: 'Ce qui est gardé', recordings: 'Enregistrements' },
  fields: {
    name: 'Nom',
    memberLimit: 'Membres à la fois',
    names: 'Noms sur Internet',
    lanGuests: 'Laisser entrer les gens de ce réseau sans invitation',
    messageDays: 'Messages, jours',
    auditDays: 'Journal, jours',
    backupHours: 'Sauvegarde automatique, heures',
    recordingHours: 'Durée, heures',
    recordingMegabytes: 'Taille d’un seul, Mo',
    recordingsGigabytes: 'Tous ensemble, Go',
    recordingFreeGigabytes: 'Disque laissé libre, Go',
    recordingDays: 'Gardés, jours',
  },
  hints: {
    name: 'Tel que tous le voient.',
    memberLimit: 'De {least} à {most}.',
    names: 'En plus de ses adresses, comme talk.example.org ; séparés par des espaces.',
    lanGuests: 'Ils viennent en tant qu’invités.',
    messageDays: 'Jusqu’à {most} ; 0 les garde pour toujours.',
    auditDays: 'Jusqu’à {most} ; 0 le garde pour toujours.',
    backupHours: 'Si quelque chose a changé. Jusqu’à {most} ; 0 n’en fait aucune.',
    recordingHours: 'Un enregistrement s’arrête après. Jusqu’à {most}.',
    recordingMegabytes: 'Un enregistrement s’arrête à cette taille.',
    recordingsGigabytes: 'Au-delà, aucun ne commence.',
    recordingFreeGigabytes: 'En dessous, celui en cours s’arrête et aucun ne commence.',
    recordingDays: 'Jusqu’à {most} ; 0 les garde pour toujours.',
  },
}
