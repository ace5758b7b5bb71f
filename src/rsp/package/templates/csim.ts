/**
 * Files at ADF.CSIM. Identifiers, sizes and rules are those that published packages leave to the
 * template or give themselves; for files that no such package has, identifiers are from memory.
 * [SAIP §9.7]
 */
export const CSIM = `
  adf-csim           ?         DF      14  -   -
  ef-arr             6F06      LF?x?   10  -   -
  ef-call-count      6F21      CY1x2    7  -   00..      high
  ef-imsi-m          6F22      TR10     6  -   -
  ef-imsi-t          6F23      TR10     6  -   -
  ef-tmsi            6F24      TR16    13  -   -         high
  ef-ah              6F25      TR2      5  -   00..
  ef-aop             6F26      TR1      5  -   -
  ef-aloc            6F27      TR7      5  -   00..      high
  ef-cdmahome        6F28      LF?x5    5  -   -
  ef-znregi          6F29      LF?x8    5  -   00..      high
  ef-snregi          6F2A      TR7      5  -   -         high
  ef-distregi        6F2B      TR8      5  -   00..      high
  ef-accolc          6F2C      TR1      2  -   -
  ef-term            6F2D      TR1      5  -   -
  ef-acp             6F2F      TR7      5  -   -
  ef-prl             6F30      TR?      2  -   -
  ef-ruimid          6F31      TR8      4  -   -
  ef-csim-st         6F32      TR?      2  -   -
  ef-spc             6F33      TR4      3  -   00..
  ef-otapaspc        6F34      TR1      5  -   -
  ef-namlock         6F35      TR1      5  -   -
  ef-ota             6F36      TR17     2  -   -
  ef-sp              6F37      TR1      5  -   -
  ef-esn-meid-me     6F38      TR8     10  -   00..
  ef-li              6F3A      TR?      1  -   -
  ef-usgind          6F42      TR1      2  -   -
  ef-ad              6F43      TR3     10  -   00..
  ef-max-prl         6F45      TR4      2  -   -
  ef-spcs            6F46      TR1     12  -   -
  ef-mecrp           6F55      TR3      5  -   00..
  ef-home-tag        6F70      TR?      2  -   00..
  ef-group-tag       6F71      TR?      2  -   00..
  ef-specific-tag    6F72      TR?      2  -   00..
  ef-call-prompt     6F73      TR?      2  -   00..`;

export const OPT_CSIM = `
  ef-ssci            6F2E      TR1      5  -   -
  ef-fdn             6F3B      LF20x28  8  -   FF..
  ef-sms             6F3C      LF?x?    5  -   00FF..    high
  ef-smsp            6F3D      LF?x?    5  -   -         high
  ef-smss            6F3E      TR?      5  -   FF..
  ef-ssfc            6F3F      TR?      5  -   FF..
  ef-spn             6F41      TR35    10  -   -
  ef-mdn             6F44      LF1x11   5  -   -
  ef-ecc             6F47      TR?     10  -   FF..
  ef-me3gpdopc       6F48      TR1      5  -   00
  ef-3gpdopm         6F49      TR1      5  -   -
  ef-sipcap          6F4A      TR4      2  -   -
  ef-mipcap          6F4B      TR5      2  -   -
  ef-sipupp          6F4C      TR?      2  -   -
  ef-mipupp          6F4D      TR?      2  -   -
  ef-sipsp           6F4E      TR1      5  -   -
  ef-mipsp           6F4F      TR?      5  -   -
  ef-sippapss        6F50      TR?      5  -   -
  ef-puzl            6F53      TR?      2  -   -
  ef-maxpuzl         6F54      TR5      2  -   -
  ef-hrpdcap         6F56      TR3      2  -   -
  ef-hrpdupp         6F57      TR?      2  -   -
  ef-csspr           6F58      TR1      2  -   FF..
  ef-atc             6F59      TR1      2  -   -
  ef-eprl            6F5A      TR?      2  -   -
  ef-bcsmscfg        6F5B      TR1      2  -   -
  ef-bcsmspref       6F5C      TR1      5  -   -
  ef-bcsmstable      6F5D      LF?x?    2  -   -
  ef-bcsmsp          6F5E      LF?x2    5  -   FF..      high
  ef-bakpara         6F63      LF?x?    2  -   -
  ef-upbakpara       6F64      LF?x?    2  -   -
  ef-mmsn            6F65      LF?x?    5  -   000000FF..
  ef-ext8            6F66      LF10x13  5  -   00FF..
  ef-mmsicp          6F67      TR100    2  -   FF..
  ef-mmsup           6F68      LF?x?    5  -   FF..
  ef-mmsucp          6F69      TR100    5  -   FF..
  ef-auth-capability 6F6A      LF?x?    5  -   -
  ef-3gcik           6F6B      TR32     2  -   FF..
  ef-dck             6F6C      TR20     5  -   FF..
  ef-gid1            6F6D      TR?      2  -   FF..
  ef-gid2            6F6E      TR?      2  -   FF..
  ef-cdmacnl         6F6F      TR?      2  -   FF..
  ef-sf-euimid       6F74      TR7      4  -   FF..
  ef-est             6F75      TR1      8  -   -
  ef-hidden-key      6F76      TR4      5  -   FF..
  ef-lcsver          6F77      TR?      2  -   -
  ef-lcscp           6F78      TR?      2  -   -
  ef-sdn             6F79      LF10x28  2  -   FF..
  ef-ext2            6F7A      LF10x13  8  -   00FF..
  ef-ext3            6F7B      LF10x13  2  -   00FF..
  ef-ici             6F7C      CY20x42  5  -   ..0000000001FFFF
  ef-oci             6F7D      CY20x41  5  -   ..00000001FFFF
  ef-ext5            6F7E      LF10x13  5  -   00FF..
  ef-ccp2            6F7F      LF5x15   5  -   FF..
  ef-applabels       6F80      TR?      2  -   -
  ef-model           6F81      TR126    5  -   FF..
  ef-rc              6F82      TR?      2  -   -
  ef-smscap          6F83      TR4      2  -   -
  ef-mipflags        6F84      TR1      2  -   -
  ef-3gpduppext      6F85      TR?      2  -   -
  ef-ipv6cap         6F87      TR21     2  -   -
  ef-tcpconfig       6F88      TR2      2  -   -
  ef-dgc             6F89      TR3      2  -   -
  ef-wapbrowsercp    6F8A      TR?      2  -   -
  ef-wapbrowserbm    6F8B      TR?      2  -   -
  ef-mmsconfig       6F8C      TR8      2  -   -
  ef-jdl             6F8D      TR?      2  -   -`;
