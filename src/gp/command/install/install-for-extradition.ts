/** INSTALL [for extradition]. [GPCS §11.5.2.3.4] [GPCS §9.4.1] */
import { concat, hex } from '../../../base/index.ts';
import { refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { emitField } from '../../../wire/globalplatform/index.ts';
import { authorize, FUNCTION, ownerOf } from '../../content/authorization.ts';
import { extradite } from '../../content/extradition.ts';
import { confirm } from '../../content/receipt.ts';
import type { Domain } from '../../domain/domain.ts';
import type { PlainCommand } from '../plain-command.ts';
import { InstallFields } from './fields.ts';
import { parseInstallParameters } from '../../content/install-parameters.ts';

const CLAUSE = 'GPCS §9.4.1';

export function installForExtradition(domain: Domain, command: PlainCommand): Response {
  const fields = new InstallFields(command.data, 'GPCS §11.5.2.3.4');
  const to = fields.aid('the security domain AID');
  fields.nothing('the second field');
  const aid = fields.aid('the application AID');
  fields.nothing('the privileges');
  const { tokenReference } = parseInstallParameters(fields.long('the parameters'));
  const token = fields.token(command, tokenReference);
  authorize(domain, { functions: FUNCTION.EXTRADITION, token, clause: CLAUSE });
  const entry = domain.environment.registry.byAid(aid);
  if (entry === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `nothing of the AID ${hex(aid)}`);
  }
  const { aid: from } = ownerOf(domain.environment, entry);
  extradite(domain, entry, to);
  return confirm(domain, token, concat(...[from, aid, to].map(emitField)));
}
