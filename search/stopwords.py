"""Words that say nothing about a text. They are indexed, so that phrases are found; a query does not insist on them."""

_WORDS = {
    "en": (
        "a about after all also an and any are as at be because been before being between both but by can could did do does doing "
        "down during each few for from further had has have having he her here hers him his how i if in into is it its just me more "
        "most my no nor not of off on once only or other our out over own same she should so some such than that the their them then "
        "there these they this those through to too under until up very was we were what when where which while who whom why will "
        "with would you your"
    ),
    "de": (
        "aber als am an auch auf aus bei bin bis bist da damit dann das dass dem den denn der des die dies diese dieser dieses doch "
        "du durch ein eine einem einen einer eines er es fur hat haben hatte ich ihm ihn ihr im in ist ja kann man mein mit nach "
        "nicht noch nur oder sehr sein seine sich sie sind so uber um und uns unter vom von vor war was weil wenn wer wie wir wird wo "
        "zu zum zur"
    ),
    "fr": (
        "a au aux avec ce ces cet cette comme dans de des du elle en est et etait etre eu il ils je la le les leur lui ma mais me "
        "meme mes moi mon ne nos notre nous on ont ou par pas pour qu que qui sa sans se ses son sont sur ta te tes toi ton tu un une "
        "vos votre vous y"
    ),
    "es": (
        "a al como con de del desde donde el ella ellos en entre era es esa ese eso esta este esto fue ha hasta hay la las le les lo "
        "los mas me mi muy no nos o para pero por porque que quien se ser si sin sobre son su sus tambien te tiene tu un una uno y ya "
        "yo"
    ),
    "it": (
        "a ad al alla alle anche c che chi ci come con cui da dal dalla dei del della delle di e ed era gli ha hanno i il in io la le "
        "lei lo loro ma mi mio ne nei nel nella no noi non o per piu quale quando quella questo se si sia sono su sua sul sulla suo "
        "ti tra tu un una"
    ),
    "nl": (
        "aan al als bij dan dat de der deze die dit door een en er haar had heb heeft hem het hij hoe ik in is je kan maar me meer "
        "men met mijn naar niet nog nu of om onder ons ook op over te tot u uit van veel voor was wat we wel werd wie wij wil worden "
        "zal ze zich zij zijn zo"
    ),
    "pt": (
        "a ao aos as com como da das de dele do dos e ela ele em entre era essa esse esta este eu foi ha isso ja la mais mas me meu "
        "minha muito na nao nas no nos o os ou para pela pelo por qual quando que quem se sem ser seu sua sao so tambem te tem um uma "
        "voce"
    ),
    "pl": (
        "a aby ale bez bo by byc byl do dla go i ich ja jak jako jest jej juz ma na nad nie o od oraz po pod przez sa sie tak to tym "
        "w we z za ze"
    ),
    "tr": "ama bir bu cok da daha de en gibi hem icin ile ise kadar ki mi mu ne o olan olarak ve veya ya",
    "uk": "а але б бути в вже від він вона воно вони для до з за і и із його її на не ні о от по про та так те то у це чи що як я",
    "ar": "إلى أن أو التي الذي ان او في على عن من ما مع هذا هذه هو هي و",
    "fa": "از است آن این با بر برای به تا در را که و یا",
    "he": "אל את אני אם גם הוא היא זה זו כי לא מה מן על עם של",
}


def stopwords(language: str) -> str:
    """The words of a language, as people write them."""
    return _WORDS.get(language, "")
