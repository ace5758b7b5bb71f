/**
 * The profile elements that create files by a template: the names of their files, in the order of
 * the module; `!` marks a file that is not optional. [SAIP §8.3.4]
 */
import { der } from '../asn1/index.ts';
import { FILE, type ProfileFile } from './file.ts';
import { PE_HEADER, type PeHeader } from './pe-header.ts';

/** One file by its name in the module. */
export interface NamedFile {
  readonly name: string;
  readonly file: ProfileFile;
}

export interface FileElement {
  readonly header: PeHeader;
  readonly templateID: string;
  readonly files: readonly NamedFile[];
  readonly unknown?: Uint8Array | undefined;
}

const FILE_NAMES = {
  mf: 'mf! ef-pl ef-iccid! ef-dir! ef-arr! ef-umpc',
  cd: 'df-cd! ef-launchpad ef-icon',
  telecom: `df-telecom! ef-arr ef-rma ef-sume ef-ice-dn ef-ice-ff ef-psismsc df-graphics ef-img
    ef-iidf ef-ice-graphics ef-launch-scws ef-icon df-phonebook ef-pbr ef-ext1 ef-aas ef-gas
    ef-psc ef-cc ef-puid ef-iap ef-adn ef-pbc ef-anr ef-puri ef-email ef-sne ef-uid ef-grp
    ef-ccp1 df-multimedia ef-mml ef-mmdf df-mmss ef-mlpl ef-mspl ef-mmssmode df-mcs ef-mst
    ef-mcs-config df-v2x ef-vst ef-v2x-config ef-v2xp-pc5 ef-v2xp-Uu`,
  usim: `adf-usim! ef-imsi! ef-arr! ef-keys ef-keysPS ef-hpplmn ef-ust! ef-fdn ef-sms ef-smsp
    ef-smss ef-spn! ef-est! ef-start-hfn ef-threshold ef-psloci ef-acc! ef-fplmn ef-loci ef-ad
    ef-ecc! ef-netpar ef-epsloci ef-epsnsc`,
  'opt-usim': `ef-li ef-acmax ef-acm ef-gid1 ef-gid2 ef-msisdn ef-puct ef-cbmi ef-cbmid ef-sdn
    ef-ext2 ef-ext3 ef-cbmir ef-plmnwact ef-oplmnwact ef-hplmnwact ef-dck ef-cnl ef-smsr ef-bdn
    ef-ext5 ef-ccp2 ef-ext4 ef-acl ef-cmi ef-ici ef-oci ef-ict ef-oct ef-vgcs ef-vgcss ef-vbs
    ef-vbss ef-emlpp ef-aaem ef-hiddenkey ef-pnn ef-opl ef-mbdn ef-ext6 ef-mbi ef-mwis ef-cfis
    ef-ext7 ef-spdi ef-mmsn ef-ext8 ef-mmsicp ef-mmsup ef-mmsucp ef-nia ef-vgcsca ef-vbsca
    ef-gbabp ef-msk ef-muk ef-ehplmn ef-gbanl ef-ehplmnpi ef-lrplmnsi ef-nafkca ef-spni ef-pnni
    ef-ncp-ip ef-ufc ef-nasconfig ef-uicciari ef-pws ef-fdnuri ef-bdnuri ef-sdnuri ef-ial ef-ips
    ef-ipd ef-epdgid ef-epdgselection ef-epdgidem ef-epdgselectionem ef-frompreferred
    ef-imsconfigdata ef-3gpppsdataoff ef-3gpppsdataoffservicelist ef-xcapconfigdata
    ef-earfcnlist ef-mudmidconfigdata ef-eaka`,
  isim: 'adf-isim! ef-impi! ef-impu! ef-domain! ef-ist! ef-ad ef-arr!',
  'opt-isim': `ef-pcscf ef-sms ef-smsp ef-smss ef-smsr ef-gbabp ef-gbanl ef-nafkca ef-uicciari
    ef-frompreferred ef-imsconfigdata ef-xcapconfigdata ef-webrtcuri ef-mudmidconfigdata`,
  phonebook: `df-phonebook! ef-pbr ef-ext1 ef-aas ef-gas ef-psc ef-cc ef-puid ef-iap ef-adn
    ef-pbc ef-anr ef-puri ef-email ef-sne ef-uid ef-grp ef-ccp1`,
  'gsm-access': 'df-gsm-access! ef-kc ef-kcgprs ef-cpbcch ef-invscan',
  csim: `adf-csim! ef-arr! ef-call-count! ef-imsi-m! ef-imsi-t! ef-tmsi! ef-ah! ef-aop!
    ef-aloc! ef-cdmahome! ef-znregi! ef-snregi! ef-distregi! ef-accolc! ef-term! ef-acp! ef-prl!
    ef-ruimid! ef-csim-st! ef-spc! ef-otapaspc! ef-namlock! ef-ota! ef-sp! ef-esn-meid-me!
    ef-li! ef-usgind! ef-ad! ef-max-prl! ef-spcs! ef-mecrp! ef-home-tag! ef-group-tag!
    ef-specific-tag! ef-call-prompt!`,
  'opt-csim': `ef-ssci ef-fdn ef-sms ef-smsp ef-smss ef-ssfc ef-spn ef-mdn ef-ecc ef-me3gpdopc
    ef-3gpdopm ef-sipcap ef-mipcap ef-sipupp ef-mipupp ef-sipsp ef-mipsp ef-sippapss ef-puzl
    ef-maxpuzl ef-hrpdcap ef-hrpdupp ef-csspr ef-atc ef-eprl ef-bcsmscfg ef-bcsmspref
    ef-bcsmstable ef-bcsmsp ef-bakpara ef-upbakpara ef-mmsn ef-ext8 ef-mmsicp ef-mmsup ef-mmsucp
    ef-auth-capability ef-3gcik ef-dck ef-gid1 ef-gid2 ef-cdmacnl ef-sf-euimid ef-est
    ef-hidden-key ef-lcsver ef-lcscp ef-sdn ef-ext2 ef-ext3 ef-ici ef-oci ef-ext5 ef-ccp2
    ef-applabels ef-model ef-rc ef-smscap ef-mipflags ef-3gpduppext ef-ipv6cap ef-tcpconfig
    ef-dgc ef-wapbrowsercp ef-wapbrowserbm ef-mmsconfig ef-jdl`,
  eap: 'df-eap! ef-eapkeys ef-eapstatus! ef-puid ef-ps ef-curid ef-reid ef-realm',
  'df-5gs': `df-df-5gs! ef-5gs3gpploci ef-5gsn3gpploci ef-5gs3gppnsc ef-5gsn3gppnsc
    ef-5gauthkeys ef-uac-aic ef-suci-calc-info ef-opl5g ef-supinai ef-routing-indicator ef-ursp
    ef-tn3gppsnn ef-cag ef-sor-cmci ef-dri ef-5gsedrx ef-5gnswo-conf ef-mchpplmn
    ef-kausf-derivation`,
  'df-saip': 'df-df-saip! ef-suci-calc-info-usim',
  'df-snpn': 'df-df-snpn! ef-pws-snpn',
  'df-5gprose': `df-df-5g-prose! ef-5g-prose-st ef-5g-prose-dd ef-5g-prose-dc ef-5g-prose-u2nru
    ef-5g-prose-ru ef-5g-prose-uir`,
  iot: `mf ef-pl ef-iccid ef-dir ef-arr ef-umpc adf-usim ef-imsi! ef-arr-usim ef-keys ef-keysPS
    ef-hpplmn ef-ust ef-start-hfn ef-threshold ef-psloci ef-acc! ef-fplmn ef-loci ef-ad ef-ecc
    ef-netpar`,
  'opt-iot': `ef-fdn ef-sms ef-smsp ef-smss ef-spn ef-est ef-oplmnwact ef-hplmnwact ef-ehplmn
    ef-epsloci ef-epsnsc df-df-5gs ef-5gs3gpploci ef-5gsn3gpploci ef-5gs3gppnsc ef-5gsn3gppnsc
    ef-5gauthkeys ef-uac-aic ef-suci-calc-info ef-opl5g ef-supi-nai ef-routing-indicator ef-ursp
    ef-tn3gppsnn df-df-saip ef-suci-calc-info-usim`,
} as const;

export type FileElementKind = keyof typeof FILE_NAMES;

/** In the order of the module. */
export const FILE_ELEMENT_KINDS = Object.keys(FILE_NAMES) as readonly FileElementKind[];

/** Names of headers that do not follow from the alternative. */
const HEADER_NAMES: Partial<Record<FileElementKind, string>> = {
  'opt-usim': 'optusim-header',
  'opt-isim': 'optisim-header',
  'opt-csim': 'optcsim-header',
  'df-5gprose': 'df-5g-prose-header',
  'opt-iot': 'optiot-header',
};

export function isFileElementKind(kind: string): kind is FileElementKind {
  return Object.hasOwn(FILE_NAMES, kind);
}

/** The files that an element of this kind may have, in their order. */
export function fileNames(kind: FileElementKind): readonly string[] {
  return fileComponents(kind).map(({ name }) => name);
}

function fileComponents(kind: FileElementKind): readonly der.Component[] {
  return FILE_NAMES[kind].split(/\s+/).map((entry) => {
    const required = entry.endsWith('!');
    return { name: required ? entry.slice(0, -1) : entry, type: FILE, required };
  });
}

export function fileElement(kind: FileElementKind): der.DerType<FileElement> {
  const files = fileComponents(kind);
  const all = der.automaticTags([
    { name: HEADER_NAMES[kind] ?? `${kind}-header`, type: PE_HEADER, required: true },
    { name: 'templateID', type: der.OBJECT_IDENTIFIER, required: true },
    ...files,
  ]);
  return der.structure<FileElement>(`PE-${kind.toUpperCase()}`, all, {
    fromValues({ values, unknown }) {
      const [header, templateID, ...rest] = values as [PeHeader, string, ...ProfileFile[]];
      const sent = files.flatMap(({ name }, at) => {
        const file = rest[at];
        return file === undefined ? [] : [{ name, file }];
      });
      const element = { header, templateID, files: sent };
      return unknown === undefined ? element : { ...element, unknown };
    },
    toValues({ header, templateID, files: sent, unknown }) {
      const byName = new Map(sent.map(({ name, file }) => [name, file]));
      const values = files.map(({ name }) => byName.get(name));
      return { values: [header, templateID, ...values], unknown };
    },
  });
}
