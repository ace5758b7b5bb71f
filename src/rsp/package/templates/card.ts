/** Files at the MF, DF.CD and DF.TELECOM. [SAIP §9.2] [SAIP §9.3] [SAIP §9.4] */
export const MF = `
  mf                 3F00      DF      14  -   -
  ef-pl              2F05      TR2      1  05  FF..
  ef-iccid           2FE2      TR10    11  -   -
  ef-dir             2F00      LF?x?   10  1E  -
  ef-arr             2F06      LF?x?   10  -   -
  ef-umpc            2F08      TR5     10  08  FF..`;

export const CD = `
  df-cd              7F11      DF      14  -   -
  >ef-launchpad      6F01      TR?      2  -   -
  >ef-icon           6F40-6F7F TR?      2  -   -`;

/** Of DF.TELECOM and of an ADF. */
export const PHONEBOOK = `
  df-phonebook       5F3A      DF      14  -   -
  >ef-pbr            4F30      LF?x?    2  -   -
  >ef-ext1           4F38-4F3F LF?x13   5  -   00FF..
  >ef-aas            4F40-4F47 LF?x?    5  -   FF..
  >ef-gas            4F48-4F4F LF?x?    5  -   FF..
  >ef-psc            4F22      TR4      5  -   00000000
  >ef-cc             4F23      TR2      5  -   0000  high
  >ef-puid           4F24      TR2      5  -   0000  high
  >ef-iap            4F50-4F57 LF?x?    5  -   FF..
  >ef-adn            4F58-4F5F LF?x?    5  -   FF..
  >ef-pbc            4F60-4F67 LF?x2    5  -   00..
  >ef-anr            4F68-4F6F LF?x?    5  -   FF..
  >ef-puri           4F70-4F77 LF?x?    5  -   -
  >ef-email          4F78-4F7F LF?x?    5  -   FF..
  >ef-sne            4F80-4F87 LF?x?    5  -   FF..
  >ef-uid            4F88-4F8F LF?x2    5  -   0000
  >ef-grp            4F90-4F97 LF?x?    5  -   00..
  >ef-ccp1           4F98-4F9F LF?x?    5  -   FF..`;

const TELECOM_BEFORE = `
  df-telecom         7F10      DF      14  -   -
  ef-arr             6F06      LF?x?   10  -   -
  ef-rma             6F53      LF?x?    3  -   -
  ef-sume            6F54      TR22     3  -   -
  ef-ice-dn          6FE0      LF50x24  9  -   FF..
  ef-ice-ff          6FE1      LF?x?    9  -   FF..
  ef-psismsc         6FE5      LF?x?    5  -   -     12,91
  df-graphics        5F50      DF      14  -   -
  >ef-img            4F20      LF?x?    2  -   00FF..
  >ef-iidf           4F40-4F7F TR?      2  -   FF..
  >ef-ice-graphics   4F21      BT       9  -   -
  >ef-launch-scws    4F01      TR?     10  -   -
  >ef-icon           4F80-4FBF TR?     10  -   -`;

const TELECOM_AFTER = `
  df-multimedia      5F3B      DF      14  -   -     67
  >ef-mml            4F47      BT       5  -   -     67
  >ef-mmdf           4F48      BT       5  -   -     67
  df-mmss            5F3C      DF      14  -   -
  >ef-mlpl           4F20      TR?      2  01  -
  >ef-mspl           4F21      TR?      2  02  -
  >ef-mmssmode       4F22      TR1      2  03  -`;

export const TELECOM = TELECOM_BEFORE + PHONEBOOK + TELECOM_AFTER;

export const TELECOM_2 = `${TELECOM}
  df-mcs             5F3D      DF      14  -   -     109
  >ef-mst            4F01      TR?      2  01  -     109
  >ef-mcs-config     4F02      BT       2  02  -     109
  df-v2x             5F3E      DF      14  -   -     119
  >ef-vst            4F01      TR?      2  01  -     119
  >ef-v2x-config     4F02      BT       2  02  -     119
  >ef-v2xp-pc5       4F03      TR?      2  -   -     119
  >ef-v2xp-Uu        4F04      TR?      2  -   -     119`;
