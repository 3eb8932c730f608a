"""Well-known providers of personal mail: an address there says nothing about a company."""

from __future__ import annotations

from typing import Final

_PROVIDERS: Final = """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com windowslive.com passport.com
    yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.co.in yahoo.co.jp yahoo.co.id yahoo.co.nz yahoo.co.th
    yahoo.com.au yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw
    yahoo.com.vn yahoo.com.hk yahoo.com.my yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.nl yahoo.ca yahoo.ie yahoo.in
    yahoo.se yahoo.no yahoo.dk yahoo.pl yahoo.gr yahoo.ro hotmail.co.uk hotmail.de hotmail.fr hotmail.es hotmail.it
    hotmail.nl hotmail.be hotmail.ca hotmail.se hotmail.no hotmail.dk hotmail.com.br hotmail.com.ar hotmail.co.jp
    outlook.de outlook.fr outlook.es outlook.it outlook.be outlook.dk outlook.pt outlook.jp outlook.in outlook.com.br
    outlook.com.au live.co.uk live.de live.fr live.it live.nl live.be live.ca live.se live.no live.dk live.com.au
    live.com.mx live.com.pt live.jp live.in icloud.com me.com mac.com aol.com aim.com aol.de aol.fr aol.co.uk
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me
    hey.com fastmail.com fastmail.fm hushmail.com zoho.com zohomail.com zohomail.eu mail.com email.com usa.com
    gmx.com gmx.de gmx.net gmx.at gmx.ch gmx.us gmx.co.uk gmx.fr gmx.es web.de freenet.de t-online.de arcor.de
    posteo.de posteo.net mailbox.org online.de vodafone.de o2online.de kabelmail.de unitybox.de ewetel.net
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr numericable.fr aliceadsl.fr voila.fr
    club-internet.fr
    ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl hetnet.nl home.nl casema.nl chello.nl quicknet.nl upcmail.nl
    telfort.nl tele2.nl solcon.nl zonnet.nl caiway.nl online.nl live.nl telenet.be skynet.be proximus.be pandora.be
    scarlet.be voo.be bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net libero.it virgilio.it alice.it tin.it
    tiscali.it tim.it inwind.it iol.it email.it fastwebnet.it terra.es telefonica.net ono.com movistar.es sapo.pt
    clix.pt netcabo.pt btinternet.com btopenworld.com sky.com talktalk.net talktalk.co.uk virginmedia.com ntlworld.com
    blueyonder.co.uk tiscali.co.uk plusnet.com o2.co.uk eircom.net telia.com telia.se comhem.se bredband.net
    spray.se online.no start.no tdc.dk mail.dk jubii.dk luukku.com kolumbus.fi elisanet.fi suomi24.fi
    wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu gazeta.pl tlen.pl vp.pl seznam.cz email.cz
    centrum.cz post.cz volny.cz azet.sk centrum.sk zoznam.sk freemail.hu citromail.hu abv.bg mail.bg ukr.net i.ua
    meta.ua mail.ru list.ru inbox.ru bk.ru internet.ru rambler.ru yandex.ru yandex.com ya.ru yandex.ua narod.ru
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net
    juno.com netzero.net frontier.com windstream.net centurylink.net roadrunner.com rr.com mindspring.com
    prodigy.net pacbell.net ameritech.net q.com embarqmail.com suddenlink.net rogers.com sympatico.ca bell.net
    shaw.ca telus.net videotron.ca cogeco.ca uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com
    r7.com zipmail.com.br oi.com.br prodigy.net.mx fibertel.com.ar arnet.com.ar speedy.com.ar bigpond.com
    bigpond.net.au optusnet.com.au tpg.com.au iinet.net.au westnet.com.au xtra.co.nz slingshot.co.nz
    qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn 188.com sina.com sina.cn sohu.com tom.com 21cn.com
    aliyun.com naver.com daum.net hanmail.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com
    biglobe.ne.jp ocn.ne.jp so-net.ne.jp rediffmail.com sify.com indiatimes.com in.com walla.com walla.co.il
    012.net.il bezeqint.net netvision.net.il maktoob.com emirates.net.ae mweb.co.za telkomsa.net vodamail.co.za
    mynet.com superonline.com ttmail.com duck.com simplelogin.com anonaddy.com appleid.com
    mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com tempmail.com temp-mail.org
    sharklasers.com getnada.com maildrop.cc dispostable.com throwawaymail.com mintemail.com mohmal.com
"""

FREE_MAIL: Final = frozenset(_PROVIDERS.split())
"""Domains as registered, lower case; the last lines are relays and throw-away addresses."""
