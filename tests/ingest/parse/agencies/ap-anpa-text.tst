W2607asian
r f BC-US--Harbour-PierReopens 3rdLd-Writethru   01-07 1693
^BC-US--Harbour-Pier Reopens, 3rd Ld-Writethru,1140<
^Port reopens its pier<
^A port has reopened its pier after a year<
^AP Photo SDDD101<
^Eds: Restores reference in 3rd paragraph.<
^By JANE DOE and JOHN ROE=
^Associated Press=
	   PORT EXAMPLE, Oregon (AP) _ Divers found ``sound'' piles _ and the board < voted.
 
	   ___
 
	   ``It is open,'' he said.

	   AP-WF-01-07-26 0745GMT<


