import type { ErrorMessages } from './en.ts'

/** The catalogue of errors in French; a code without its words fails a test. */
export const errors: ErrorMessages = {
  'invite-malformed': {
    message: 'Ce lien d’invitation est incomplet ou n’en est pas un.',
    next: 'Demandez le lien à nouveau et collez-le en entier.',
  },
  'invite-unknown': {
    message: 'L’hôte ne connaît pas cette invitation.',
    next: 'Demandez une nouvelle invitation à l’hôte.',
  },
  'invite-expired': {
    message: 'Cette invitation a expiré.',
    next: 'Demandez une nouvelle invitation à l’hôte.',
  },
  'invite-spent': {
    message: 'Cette invitation a servi autant de fois que permis.',
    next: 'Demandez une nouvelle invitation à l’hôte.',
  },
  'invite-revoked': {
    message: 'L’hôte a retiré cette invitation.',
    next: 'Demandez une nouvelle invitation à l’hôte.',
  },
  'invite-required': {
    message: 'Cet hôte n’admet les nouveaux venus que sur invitation.',
    next: 'Demandez une invitation à l’hôte.',
  },
  'host-unreachable': {
    message: 'L’hôte ne répond pas à cette adresse.',
    next: 'Vérifiez qu’il fonctionne et que vous êtes sur le même réseau, puis réessayez.',
  },
  'host-key-changed': {
    message: 'L’hôte montre une autre clé que celle promise par l’invitation, ou que la précédente.',
    next: 'Ne continuez pas avant que l’hôte ait confirmé la nouvelle clé par un autre moyen.',
  },
  'host-closing': {
    message: 'L’hôte est en train de fermer.',
    next: 'Attendez son retour ; l’application se reconnecte d’elle-même.',
  },
  'guest-too-slow': {
    message: 'Votre connexion n’a pas suivi ce que l’hôte avait à dire.',
    next: 'Attendez ; l’application revient d’elle-même.',
  },
  'protocol-version': {
    message: 'L’hôte parle une autre version du protocole.',
    next: 'Installez la même version de Palabre des deux côtés.',
  },
  'login-rejected': {
    message: 'La preuve d’identité n’a pas été acceptée.',
    next: 'Redémarrez l’application ; si cela persiste, le fichier d’identité est abîmé.',
  },
  'login-timeout': {
    message: 'La connexion a pris trop de temps.',
    next: 'Réessayez ; le réseau est peut-être lent.',
  },
  'message-malformed': {
    message: 'Un message n’avait pas la forme convenue.',
    next: 'Installez la même version de Palabre des deux côtés.',
  },
  'message-too-large': {
    message: 'Un message était plus grand que permis.',
    next: 'Envoyez moins à la fois.',
  },
  'rate-limited': {
    message: 'Trop de demandes en peu de temps.',
    next: 'Attendez un moment et réessayez.',
  },
  'channel-unknown': {
    message: 'Ce salon n’existe pas.',
    next: 'Choisissez un salon de la liste.',
  },
  'host-full': {
    message: 'L’hôte n’a plus de place pour un membre.',
    next: 'Réessayez quand quelqu’un sera parti.',
  },
  'name-invalid': {
    message: 'Un nom compte de 1 à 32 caractères, sans caractère de contrôle.',
    next: 'Choisissez un autre nom.',
  },
  'port-in-use': {
    message: 'Un autre programme utilise ce port.',
    next: 'Choisissez un autre port, ou laissez Palabre en choisir un.',
  },
  'address-unusable': {
    message: 'Cette machine n’a pas cette adresse réseau.',
    next: 'Choisissez une adresse de cette machine, ou aucune pour les prendre toutes.',
  },
  'certificate-unusable': {
    message: 'Le certificat ou sa clé privée ne peut pas être utilisé.',
    next: 'Corrigez les deux chemins, ou retirez les deux réglages pour le certificat propre à l’hôte.',
  },
  'host-stopped': {
    message: 'Aucun hôte ne tourne sur ce dossier de données.',
    next: 'Démarrez-le avec `palabre host`, ou indiquez son dossier avec --data.',
  },
  'data-unwritable': {
    message: 'Le dossier des données n’est pas accessible en écriture.',
    next: 'Vérifiez les droits et l’espace libre du dossier.',
  },
  'schema-newer': {
    message: 'Les données ont été écrites par une version plus récente de Palabre.',
    next: 'Installez cette version, ou choisissez un autre dossier de données.',
  },
  'native-missing': {
    message: 'Une partie native de Palabre n’a pas pu être chargée.',
    next: 'Relancez `npm ci` avec un compilateur C++ installé, ou réinstallez Palabre.',
  },
  'device-unknown': {
    message: 'Aucun appareil audio ne porte ce nom.',
    next: 'Choisissez un appareil de la liste de `palabre devices`.',
  },
  'device-failed': {
    message: 'L’appareil audio n’a pas pu être ouvert.',
    next: 'Vérifiez qu’aucun autre programme ne l’occupe, ou choisissez-en un autre.',
  },
  'device-replaced': {
    message: 'L’appareil audio choisi est absent ou ne fonctionne pas ; un autre le remplace.',
    next: 'Rebranchez-le et il sera repris de lui-même, ou choisissez-en un autre.',
  },
  'audio-unavailable': {
    message: 'Cette machine n’offre aucun système de son.',
    next: 'Installez-en ou démarrez-en un ; d’ici là vous pouvez être présent, sans parler ni entendre.',
  },
  'file-unreadable': {
    message: 'Le fichier est illisible ou d’un autre type que prévu.',
    next: 'Vérifiez le chemin et que c’est un fichier WAV PCM.',
  },
  'session-outlived': {
    message: 'Cette session a duré aussi longtemps que ses clés peuvent servir.',
    next: 'Rien à faire ; l’application en commence une autre d’elle-même.',
  },
  'service-stopped': {
    message: 'Une partie de l’application s’est arrêtée et redémarre.',
    next: 'Attendez quelques secondes ; l’application continue d’elle-même.',
  },
  'kicked': {
    message: 'Vous avez été retiré de l’hôte.',
    next: 'Adressez-vous au propriétaire de l’hôte.',
  },
  'replaced': {
    message: 'Vous avez rejoint cet hôte depuis une autre fenêtre ou machine.',
    next: 'Continuez là-bas, ou rejoignez de nouveau ici.',
  },
  'banned': {
    message: 'Vous êtes banni de cet hôte.',
    next: 'Adressez-vous au propriétaire de l’hôte.',
  },
  'voice-excess': {
    message: 'Plus de voix a été envoyée que le salon n’en permet.',
    next: 'Réduisez le débit, ou utilisez un programme qui respecte celui du salon ; qui continue est retiré.',
  },
  'permission-denied': {
    message: 'Vous n’avez pas le droit de faire cela ici.',
    next: 'Adressez-vous à quelqu’un qui gère cet hôte.',
  },
  'password-required': {
    message: 'Ce salon demande un mot de passe.',
    next: 'Saisissez le mot de passe du salon.',
  },
  'password-wrong': {
    message: 'Le mot de passe du salon n’est pas celui-là.',
    next: 'Vérifiez-le et réessayez.',
  },
  'password-locked': {
    message: 'Trop de mots de passe faux ont été essayés.',
    next: 'Demandez le mot de passe, puis réessayez dans quelques minutes.',
  },
  'channel-full': {
    message: 'Ce salon n’a plus de place.',
    next: 'Réessayez quand quelqu’un en sera parti.',
  },
  'channels-full': {
    message: 'L’hôte a autant de salons qu’il peut en avoir.',
    next: 'Supprimez d’abord un salon.',
  },
  'channel-too-deep': {
    message: 'Un salon ne peut pas aller là : trop d’imbrications, ou un salon dans lui-même.',
    next: 'Choisissez un autre emplacement.',
  },
  'channel-last': {
    message: 'Un hôte a besoin d’au moins un salon.',
    next: 'Créez un autre salon avant de supprimer celui-ci.',
  },
  'name-taken': {
    message: 'Ce nom est déjà pris.',
    next: 'Choisissez un autre nom.',
  },
  'user-unknown': {
    message: 'Cette personne n’existe pas sur cet hôte.',
    next: 'Choisissez une personne dans la liste.',
  },
  'role-unknown': {
    message: 'Ce rôle n’existe pas sur cet hôte.',
    next: 'Choisissez un rôle dans la liste.',
  },
  'role-fixed': {
    message: 'Ce rôle appartient à tout hôte et ne peut pas être modifié.',
    next: 'Créez un rôle à vous et donnez-lui les droits voulus.',
  },
  'roles-full': {
    message: 'L’hôte a autant de rôles qu’il peut en avoir.',
    next: 'Supprimez d’abord un rôle.',
  },
  'ban-unknown': {
    message: 'Ce bannissement n’existe pas.',
    next: 'Choisissez un bannissement dans la liste.',
  },
  'range-invalid': {
    message: 'Ce n’est ni une adresse ni une plage d’adresses.',
    next: 'Écrivez par exemple 192.0.2.7, 192.0.2.0/24 ou 2001:db8::/48.',
  },
  'message-unknown': {
    message: 'Ce message n’existe pas, ou n’existe plus.',
    next: 'Consultez à nouveau l’historique.',
  },
  'token-required': {
    message: 'Ceci demande un jeton.',
    next: 'Envoyez l’en-tête « Authorization: Bearer » avec un jeton de cet hôte.',
  },
  'token-invalid': {
    message: 'L’hôte ne connaît pas ce jeton, ou il a expiré.',
    next: 'Créez un autre jeton, ou affichez celui du propriétaire avec `palabre token`.',
  },
  'token-unknown': {
    message: 'Ce jeton n’existe pas.',
    next: 'Choisissez un jeton dans la liste.',
  },
  'scope-missing': {
    message: 'Ce jeton n’en donne pas le droit.',
    next: 'Créez un jeton avec la portée indiquée.',
  },
  'request-invalid': {
    message: 'La requête n’a pas la forme que le document décrit.',
    next: 'Comparez-la avec /api/openapi.json.',
  },
  'not-found': {
    message: 'Il n’y a rien à cette adresse.',
    next: 'Consultez /api/openapi.json pour savoir ce qu’il y a.',
  },
  'changed-since': {
    message: 'Quelqu’un d’autre l’a modifié depuis sa lecture.',
    next: 'Relisez-le et refaites la modification.',
  },
  'machine-unknown': {
    message: 'Cet utilisateur n’a pas une telle machine.',
    next: 'Choisissez-en une dans la liste de ses machines.',
  },
  'origin-refused': {
    message: 'Une page d’un autre site l’a demandé, ou sous un nom qui n’est pas celui de cet hôte.',
    next: 'Passez par l’adresse de l’hôte, ou ajoutez le nom aux réglages de l’hôte.',
  },
  'job-unknown': {
    message: 'Cette tâche n’existe pas, ou n’existe plus.',
    next: 'Choisissez une tâche dans la liste.',
  },
  'job-ended': {
    message: 'Cette tâche est déjà terminée.',
    next: 'Regardez la tâche pour savoir comment elle s’est terminée.',
  },
  'job-cancelled': {
    message: 'La tâche a été annulée.',
    next: 'Redemandez-la si vous la voulez toujours.',
  },
  'job-timeout': {
    message: 'La tâche a duré plus longtemps que permis.',
    next: 'Réessayez quand la machine est moins chargée ; si cela persiste, signalez-le avec le journal.',
  },
  'job-interrupted': {
    message: 'L’hôte s’est arrêté pendant la tâche.',
    next: 'Redemandez-la si vous la voulez toujours.',
  },
  'app-not-running': {
    message: 'Aucune application à vous n’écoute les touches ici.',
    next: 'Lancez Palabre, puis appuyez de nouveau sur la touche.',
  },
  'update-failed': {
    message: 'La nouvelle version n’a pas pu être trouvée ou téléchargée.',
    next: 'Vérifiez que cette machine atteint Internet, puis réessayez.',
  },
  'update-waits': {
    message: 'L’application ne redémarre pas pendant un appel.',
    next: 'Quittez l’appel, puis redémarrez vers la nouvelle version.',
  },
  'jobs-full': {
    message: 'Trop de tâches de cette sorte attendent déjà.',
    next: 'Réessayez quand certaines seront terminées.',
  },
  'data-damaged': {
    message: 'Les données de l’hôte sont endommagées.',
    next: 'Reprenez la dernière sauvegarde avec `palabre restore` ; le fichier endommagé est conservé.',
  },
  'recording-running': {
    message: 'Ce salon est déjà en cours d’enregistrement.',
    next: 'Arrêtez d’abord cet enregistrement.',
  },
  'recording-none': {
    message: 'Ce salon n’est pas en cours d’enregistrement.',
    next: 'Consultez la liste des enregistrements.',
  },
  'recording-unknown': {
    message: 'Cet enregistrement, ou ce fichier, n’existe pas.',
    next: 'Choisissez-en un dans la liste des enregistrements.',
  },
  'recording-unfinished': {
    message: 'Cet enregistrement est en cours, ou ses fichiers ne sont pas encore prêts.',
    next: 'Attendez qu’il soit prêt.',
  },
  'recording-no-room': {
    message: 'Il n’y a pas assez de place pour un enregistrement.',
    next: 'Supprimez d’anciens enregistrements, ou libérez de la place sur le disque de l’hôte.',
  },
  'recording-failed': {
    message: 'Les fichiers d’un enregistrement n’ont pas pu être créés.',
    next: 'Demandez à la personne qui gère l’hôte : son journal dit pourquoi.',
  },
  'range-unsatisfiable': {
    message: 'Le fichier n’a pas de tels octets.',
    next: 'Demandez des octets qu’il contient.',
  },
  'backup-unknown': {
    message: 'Cette sauvegarde n’existe pas.',
    next: 'Choisissez une sauvegarde dans la liste.',
  },
  'backup-invalid': {
    message: 'Ce fichier n’est pas une sauvegarde complète de Palabre.',
    next: 'Choisissez une autre sauvegarde ; rien n’a été modifié.',
  },
  'lan-host-unknown': {
    message: 'Cet hôte n’est pas sur ce réseau en ce moment.',
    next: 'Regardez la liste à nouveau, ou demandez une invitation à l’hôte.',
  },
  'lan-host-ambiguous': {
    message: 'Plusieurs hôtes de ce réseau portent ce nom.',
    next: 'Désignez-en un par son empreinte, telle que `palabre hosts` la donne.',
  },
  'link-code-wrong': {
    message: 'L’hôte ne connaît pas ce code de liaison.',
    next: 'Comparez-le avec l’autre appareil, ou demandez-y un nouveau code.',
  },
  'link-code-expired': {
    message: 'Ce code de liaison est trop ancien.',
    next: 'Demandez un nouveau code à l’autre appareil.',
  },
  'link-code-used': {
    message: 'Ce code de liaison a déjà servi.',
    next: 'Demandez un nouveau code à l’autre appareil ; chacun lie un seul appareil.',
  },
  'link-outranked': {
    message: 'Cet appareil peut plus sur l’hôte que l’utilisateur auquel il serait lié.',
    next: 'Liez dans l’autre sens : créez le code sur cet appareil et saisissez-le sur l’autre.',
  },
  'devices-full': {
    message: 'Cet utilisateur a autant d’appareils qu’il peut en avoir.',
    next: 'Retirez-en d’abord un.',
  },
  'device-last': {
    message: 'C’est le seul appareil de son utilisateur.',
    next: 'Liez-en d’abord un autre, puis retirez celui-ci.',
  },
  'device-removed': {
    message: 'Cet appareil a été retiré à son utilisateur.',
    next: 'Liez-le à nouveau avec un code d’un autre appareil, ou entrez avec une invitation.',
  },
  'name-shared': {
    message: 'Quelqu’un d’autre porte déjà ce nom sur cet hôte.',
    next: 'Si c’est vous sur un autre appareil, liez les deux avec un code créé là-bas ; sinon choisissez un autre nom.',
  },
  'internal': {
    message: 'Quelque chose a mal tourné dans Palabre.',
    next: 'Réessayez ; si cela persiste, signalez-le avec le journal.',
  },
}
