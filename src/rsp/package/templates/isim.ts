/** Files at ADF.ISIM. [SAIP §9.6] */
export const ISIM = `
  adf-isim           ?         DF      14  -   -
  ef-impi            6F02      TR?      2  02  -
  ef-impu            6F04      LF1x?    2  04  -
  ef-domain          6F03      TR?      2  05  -
  ef-ist             6F07      TR14     2  07  -
  ef-ad              6FAD      TR3     10  03  000000
  ef-arr             6F06      LF?x?   10  06  -`;

export const OPT_ISIM = `
  ef-pcscf           6F09      LF1x?    2  -   -         1,5
  ef-sms             6F3C      LF10x176 5  -   00FF..    6,8
  ef-smsp            6F42      LF1x38   5  -   FF..      8
  ef-smss            6F43      TR2      5  -   FFFF      6,8
  ef-smsr            6F47      LF10x30  5  -   00FF..    7,8
  ef-gbabp           6FD5      TR?      5  -   FF..      2
  ef-gbanl           6FD7      LF?x?    2  -   FF..      2
  ef-nafkca          6FDD      LF?x?    2  -   FF..      2,4
  ef-uicciari        6FE7      LF?x?    2  -   -         10`;

export const OPT_ISIM_2 = `${OPT_ISIM}
  ef-frompreferred   6FF7      TR1      2  -   00        17
  ef-imsconfigdata   6FF8      BT       2  -   -         18
  ef-xcapconfigdata  6FFC      BT       2  -   -         19
  ef-webrtcuri       6FFA      LF?x?    2  -   -         20
  ef-mudmidconfigdata 6FFE     BT       2  -   -         21`;
