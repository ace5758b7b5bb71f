/** Optional files at ADF.USIM. [SAIP §9.5.2] */

/** What EF UFC begins with. */
const UICC_FEATURES = '801E60C01E900080040000000000000000F0000000004000000000000080';

export const OPT_USIM = `
  ef-li              6F05      TR6      1  02  FF..
  ef-acmax           6F37      TR3      5  -   000000    13
  ef-acm             6F39      CY1x3    7  -   000000    13  high
  ef-gid1            6F3E      TR8      2  -   -         17
  ef-gid2            6F3F      TR8      2  -   -         18
  ef-msisdn          6F40      LF1x24   2  -   FF..      21
  ef-puct            6F41      TR5      5  -   FFFFFF0000  13
  ef-cbmi            6F45      TR10     5  -   FF..      15
  ef-cbmid           6F48      TR10     2  0E  FF..      29
  ef-sdn             6F49      LF10x24  2  -   FF..      4,89
  ef-ext2            6F4B      LF10x13  8  -   00FF..    3
  ef-ext3            6F4C      LF10x13  2  -   00FF..    5
  ef-cbmir           6F50      TR20     5  -   FF..      16
  ef-plmnwact        6F60      TR40     5  0A  *FFFFFF0000  20
  ef-oplmnwact       6F61      TR40     2  11  *FFFFFF0000  42
  ef-hplmnwact       6F62      TR5      2  13  *FFFFFF0000  43
  ef-dck             6F2C      TR16     5  -   FF..      36
  ef-cnl             6F32      TR30     2  -   FF..      37
  ef-smsr            6F47      LF10x30  5  -   00FF..    11
  ef-bdn             6F4D      LF10x25  8  -   FF..      6
  ef-ext5            6F4E      LF10x13  5  -   00FF..    44
  ef-ccp2            6F4F      LF5x15   5  16  FF..      14
  ef-ext4            6F55      LF10x13  8  -   00FF..    7
  ef-acl             6F57      TR101    8  -   00FF..    35
  ef-cmi             6F58      LF10x11  2  -   FF..      6
  ef-ici             6F80      CY20x38  5  14  ..0000000001FFFF  9  high
  ef-oci             6F81      CY20x37  5  15  ..00000001FFFF    8  high
  ef-ict             6F82      CY1x3    7  -   000000    9   high
  ef-oct             6F83      CY1x3    7  -   000000    8   high
  ef-vgcs            6FB1      TR20     2  -   -         57
  ef-vgcss           6FB2      TR7      5  -   -         57
  ef-vbs             6FB3      TR20     2  -   -         58
  ef-vbss            6FB4      TR7      5  -   -         58
  ef-emlpp           6FB5      TR2      2  -   -         24
  ef-aaem            6FB6      TR1      5  -   00        25
  ef-hiddenkey       6FC3      TR4      5  -   FF..
  ef-pnn             6FC5      LF10x16 10  19  -         45
  ef-opl             6FC6      LF5x8   10  1A  -         46
  ef-mbdn            6FC7      LF3x24   5  -   -         47
  ef-ext6            6FC8      LF10x13  5  -   00FF..    47
  ef-mbi             6FC9      LF10x5   5  -   -         47
  ef-mwis            6FCA      LF10x6   5  -   00..      48  high
  ef-cfis            6FCB      LF10x16  5  -   0100FF..  49
  ef-ext7            6FCC      LF10x13  5  -   00FF..    49
  ef-spdi            6FCD      TR17     2  1B  -         51
  ef-mmsn            6FCE      LF10x6   5  -   000000FF..  52
  ef-ext8            6FCF      LF10x13  5  -   00FF..    53
  ef-mmsicp          6FD0      TR100    2  -   FF..      52
  ef-mmsup           6FD1      LF?x?    5  -   FF..      52
  ef-mmsucp          6FD2      TR100    5  -   FF..      52,55
  ef-nia             6FD3      LF5x11   2  -   FF..      56
  ef-vgcsca          6FD4      TR?      2  -   00..      64
  ef-vbsca           6FD5      TR?      2  -   00..      65
  ef-gbabp           6FD6      TR?      5  -   FF..      68
  ef-msk             6FD7      LF?x?    2  -   FF..      69  high
  ef-muk             6FD8      LF?x?    2  -   FF..      69
  ef-ehplmn          6FD9      TR15     2  1D  FF..      71
  ef-gbanl           6FDA      LF?x?    2  -   FF..      68
  ef-ehplmnpi        6FDB      TR1      2  -   00        71,73
  ef-lrplmnsi        6FDC      TR1      2  -   00        74
  ef-nafkca          6FDD      LF?x?    2  -   FF..      68,76
  ef-spni            6FDE      TR?     10  -   00FF..    78
  ef-pnni            6FDF      LF?x?   10  -   00FF..    79
  ef-ncp-ip          6FE2      LF?x?    2  -   -         80
  ef-ufc             6FE6      TR30    10  -   ${UICC_FEATURES}
  ef-nasconfig       6FE8      TR18     2  -   -         96
  ef-uicciari        6FE7      LF?x?    2  -   -         95
  ef-pws             6FEC      TR?     10  -   -         97
  ef-fdnuri          6FED      LF?x?    8  -   FF..      2,99
  ef-bdnuri          6FEE      LF?x?    8  -   FF..      6,99
  ef-sdnuri          6FEF      LF?x?    2  -   FF..      4,99
  ef-ial             6FF0      LF?x?    3  -   FF..      102
  ef-ips             6FF1      CY?x4   10  -   FF..      102  high
  ef-ipd             6FF2      LF?x?    3  -   FF..      102  high`;

export const OPT_USIM_2 = `${OPT_USIM}
  ef-epdgid          6FF3      TR?      2  -   -         106,107
  ef-epdgselection   6FF4      TR?      2  -   -         106,107
  ef-epdgidem        6FF5      TR?      2  -   -         110,111
  ef-epdgselectionem 6FF6      TR?      2  -   -         110,111
  ef-frompreferred   6FF7      TR1      2  -   00        114
  ef-imsconfigdata   6FF8      BT       2  -   -         115
  ef-3gpppsdataoff   6FF9      TR4      2  -   -         117
  ef-3gpppsdataoffservicelist 6FFA LF?x? 2 -   -         118
  ef-xcapconfigdata  6FFC      BT       2  -   -         120
  ef-earfcnlist      6FFD      TR?     10  -   -         121
  ef-mudmidconfigdata 6FFE     BT       2  -   -         134`;

export const OPT_USIM_3 = `${OPT_USIM_2}
  ef-eaka            6F01      TR1      3  -   -`;
