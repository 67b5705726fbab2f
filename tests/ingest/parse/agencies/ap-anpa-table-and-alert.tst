s0284-----
r s BC-BBO--WildCardGlance     01-07 
^BC-BBO--Wild Card Glance<
^Wild Card Glance=
^All Times EDT=
^By The Associated Press=
_ W L
Port Bay_ 73 52

	   AP-WF-01-07-26 2017GMT<



W1645asian
b a BC-US--APNewsAlert     01-07 0358
^BC-US--APNewsAlert,17<
	   PORT EXAMPLE (AP) _ The pier is open.

	   AP-WF-01-07-26 2350GMT<



V4644-----
r e AP-Top-Headlines     01-07 0121
^*9006< ^AP-Top-Headlines,0176<
^AP Top News at 11:23 p.m. EST<
^Pier reopens<
^Ferry sails<

	   AP-WF-01-07-26 0423GMT<


