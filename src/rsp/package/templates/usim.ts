/** Files at ADF.USIM and its directories. [SAIP §9.5] */
const COMMON = `
  ef-imsi            6F07      TR9      2  07  -
  ef-arr             6F06      LF?x?   10  17  -
  ef-keys            6F08      TR33     5  08  07FF..  high
  ef-keysPS          6F09      TR33     5  09  07FF..  high
  ef-hpplmn          6F31      TR1      2  12  0A`;

const REST = `
  ef-fdn             6F3B      LF20x26  8  -   FF..    2,89
  ef-sms             6F3C      LF10x176 5  -   00FF..  10
  ef-smsp            6F42      LF1x38   5  -   FF..    12
  ef-smss            6F43      TR2      5  -   FFFF    10
  ef-spn             6F46      TR17    10  -   -       19
  ef-est             6F56      TR1      8  05  -       2,6,34,35
  ef-start-hfn       6F5B      TR6      5  0F  F00000F00000  high
  ef-threshold       6F5C      TR3      2  10  FFFFFF
  ef-psloci          6F73      TR14     5  0C  FFFFFFFFFFFFFFFFFFFF0000FF01  high
  ef-acc             6F78      TR2      2  06  -
  ef-fplmn           6F7B      TR12     5  0D  FF..
  ef-loci            6F7E      TR11     5  0B  FFFFFFFFFFFFFF0000FF01  high
  ef-ad              6FAD      TR4     10  03  00000002
  ef-ecc             6FB7      LF1x4   10  01  -
  ef-netpar          6FC4      TR128    5  -   FF..    high
  ef-epsloci         6FE3      TR18     5  1E  FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000001  85  high
  ef-epsnsc          6FE4      LF1x80   5  18  FF..    85  high`;

const ADF = `
  adf-usim           ?         DF      14  -   -`;

export const USIM = `${ADF}${COMMON}
  ef-ust             6F38      TR14     2  04  -${REST}`;

export const USIM_2 = `${ADF}${COMMON}
  ef-ust             6F38      TR17     2  04  -${REST}`;

export const GSM_ACCESS = `
  df-gsm-access      5F3B      DF      14  -   -       27
  >ef-kc             4F20      TR9      5  01  ..07    27  high
  >ef-kcgprs         4F52      TR9      5  02  ..07    27  high
  >ef-cpbcch         4F63      TR10     5  -   FF..    39  high
  >ef-invscan        4F64      TR1      2  -   00      40`;

const DF_5GS_BEFORE = `
  df-df-5gs          5FC0      DF      14  -   -       122,126,127,128,129,130
  >ef-5gs3gpploci    4F01      TR20     5  01  FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000001  122  high
  >ef-5gsn3gpploci   4F02      TR20     5  02  FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000001  122  high`;

const NSC = `
  >ef-5gs3gppnsc     4F03      LF1x57   5  03  FF..    122  high
  >ef-5gsn3gppnsc    4F04      LF1x57   5  04  FF..    122  high`;

/** One record where service 136 is not available, else two. [SAIP §9.5.11.3] */
const NSC_3 = `
  >ef-5gs3gppnsc     4F03      LF2x62   5  03  FF..    122,136  high
  >ef-5gsn3gppnsc    4F04      LF2x62   5  04  FF..    122,136  high`;

const DF_5GS_AFTER = `
  >ef-5gauthkeys     4F05      TR110    5  05  -       123  high
  >ef-uac-aic        4F06      TR4      2  06  -       126
  >ef-suci-calc-info 4F07      TR?      2  07  FF..    124
  >ef-opl5g          4F08      LF?x10  10  08  FF..    129
  >ef-supinai        4F09      TR?      2  09  -       130`;

const ROUTING = `
  >ef-routing-indicator 4F0A   TR4      2  0A  F0FFFFFF  124`;

const DF_5GS_SINCE_2 = `
  >ef-ursp           4F0B      BT       2  -   -       132
  >ef-tn3gppsnn      4F0C      TR1      2  0C  00      135`;

export const DF_5GS = `${DF_5GS_BEFORE}${NSC}${DF_5GS_AFTER}${ROUTING}`;
export const DF_5GS_2 = `${DF_5GS}${DF_5GS_SINCE_2}`;
export const DF_5GS_3 = `${DF_5GS_BEFORE}${NSC_3}${DF_5GS_AFTER}${ROUTING}${DF_5GS_SINCE_2}`;
export const DF_5GS_4 = `${DF_5GS_BEFORE}${NSC_3}${DF_5GS_AFTER}
  >ef-routing-indicator 4F0A   TR4      2  0A  F0FF0000  124${DF_5GS_SINCE_2}
  >ef-cag            4F0D      TR2      2  0D  -       137
  >ef-sor-cmci       4F0E      TR?      2  0E  -       138
  >ef-dri            4F0F      TR7      2  0F  -       150
  >ef-5gsedrx        4F10      TR2      2  10  -       141
  >ef-5gnswo-conf    4F11      TR1      2  11  -       142
  >ef-mchpplmn       4F15      TR1      2  15  -       144
  >ef-kausf-derivation 4F16    TR1      2  16  -       145`;

/** The SUCI information that the USIM alone reads. [SAIP §9.5.12] */
export const DF_SAIP = `
  df-df-saip         5FD0      DF      14  -   -       124,125
  >ef-suci-calc-info-usim 4F01 TR?      3  -   FF..    125`;

export const DF_SNPN = `
  df-df-snpn         5FE0      DF      14  -   -       143
  >ef-pws-snpn       4F01      TR1     10  -   -       143`;

export const DF_5GPROSE = `
  df-df-5g-prose     5FF0      DF      14  -   -       139
  >ef-5g-prose-st    4F01      TR1      2  01  -       139
  >ef-5g-prose-dd    4F02      TR26     2  02  -       139
  >ef-5g-prose-dc    4F03      TR12     2  03  -       139
  >ef-5g-prose-u2nru 4F04      TR32     2  04  -       139
  >ef-5g-prose-ru    4F05      TR29     2  05  -       139
  >ef-5g-prose-uir   4F06      TR32     2  06  -       139`;

export const EAP = `
  df-eap             ?         DF      14  -   -
  >ef-eapkeys        4F01      TR?      2  -   -       high
  >ef-eapstatus      4F02      TR1      2  -   00      high
  >ef-puid           4F03      TR?      2  -   -
  >ef-ps             4F04      TR?      5  -   FF..    high
  >ef-curid          4F20      TR?      5  -   FF..    high
  >ef-reid           4F21      TR?      5  -   -
  >ef-realm          4F22      TR?      5  -   -`;
