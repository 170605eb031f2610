// What a game day may draw: scenarios whose one fault can be seen by signals, lasts until somebody ends it, and is over at once when it is ended. Scenarios
// that distort single events are left out: their stretch ends by itself, so nobody could mitigate them. The three lists of choices are what a
// form offers; some of them are never right, and a drawn fault has one right cause. Adding an entry is adding it here.

export interface Answer {
  /** Where it acts; more than one when the signals cannot tell them apart. */
  components: readonly string[];
  cause: string;
  /** Actions that end it. */
  mitigations: readonly string[];
}

export interface PoolEntry extends Answer {
  scenario: string;
  /** Naive and hardened ones: how well one sees and what is lost differ, the fault does not. */
  variants: readonly string[];
}

export const POOL: readonly PoolEntry[] = [
  {
    scenario: 'broker-loss',
    variants: ['naive', 'hardened'],
    components: ['broker'],
    cause: 'broker-down',
    mitigations: ['restart-broker'],
  },
  {
    scenario: 'below-min-isr',
    variants: ['naive', 'hardened'],
    components: ['broker'],
    cause: 'too-few-brokers',
    mitigations: ['restart-broker'],
  },
  {
    scenario: 'gray-broker',
    // With brokers looked at in their average no signal fires, however long it lasts: nobody could detect it.
    variants: ['hardened'],
    components: ['broker', 'network'],
    cause: 'broker-slow',
    mitigations: ['repair-network'],
  },
  {
    scenario: 'network-partition',
    variants: ['naive-one-broker', 'hardened-one-broker', 'naive-all', 'hardened-all'],
    components: ['network'],
    cause: 'clients-cut-off',
    mitigations: ['repair-network'],
  },
  {
    scenario: 'source-crash',
    variants: ['naive', 'hardened'],
    components: ['source'],
    cause: 'source-down',
    mitigations: ['restart-source'],
  },
  {
    scenario: 'slow-lake',
    variants: ['naive', 'hardened'],
    components: ['lake'],
    cause: 'lake-slow',
    mitigations: ['repair-storage'],
  },
  {
    scenario: 'lake-disk-full',
    variants: ['hardened'],
    components: ['lake'],
    cause: 'lake-full',
    mitigations: ['free-disk'],
  },
  {
    scenario: 'stale-silver',
    variants: ['naive', 'hardened'],
    components: ['silver'],
    cause: 'table-held',
    mitigations: ['release-table'],
  },
  {
    scenario: 'clock-skew',
    variants: ['naive', 'hardened'],
    components: ['processor'],
    cause: 'clock-wrong',
    mitigations: ['set-clock'],
  },
  {
    scenario: 'bad-deploy',
    variants: ['naive', 'hardened'],
    components: ['processor'],
    cause: 'bad-deployment',
    mitigations: ['roll-back'],
  },
];

export interface Choice {
  id: string;
  says: string;
}

export const COMPONENTS: readonly Choice[] = [
  { id: 'source', says: 'the source' },
  { id: 'network', says: 'the network between clients and brokers' },
  { id: 'broker', says: 'a broker, or several' },
  { id: 'controller', says: 'the controller' },
  { id: 'processor', says: 'the processor' },
  { id: 'lake', says: 'the storage of the lake' },
  { id: 'bronze', says: 'the bronze layer alone' },
  { id: 'silver', says: 'the silver layer alone' },
  { id: 'gold', says: 'the gold layer alone' },
];

export const CAUSES: readonly Choice[] = [
  { id: 'broker-down', says: 'one broker is down' },
  { id: 'too-few-brokers', says: 'too few brokers are left for a write to be accepted' },
  { id: 'broker-slow', says: 'one broker is up and answers slowly' },
  { id: 'clients-cut-off', says: 'clients cannot reach brokers that are up' },
  { id: 'controller-down', says: 'the controller is down' },
  { id: 'source-down', says: 'the source is down' },
  { id: 'traffic-fell', says: 'the source is up and has less to send' },
  { id: 'bad-records', says: 'records come that nobody can read' },
  { id: 'late-events', says: 'events come late' },
  { id: 'processor-down', says: 'the processor is down' },
  { id: 'bad-deployment', says: 'a change of settings was rolled out' },
  { id: 'clock-wrong', says: 'a clock is wrong' },
  { id: 'lake-slow', says: 'every write to the lake is slow' },
  { id: 'lake-full', says: 'the disk of the lake is full' },
  { id: 'table-held', says: 'one table cannot be written, the others can' },
];

export const ACTIONS: readonly Choice[] = [
  { id: 'restart-broker', says: 'start the brokers that are down' },
  { id: 'restart-controller', says: 'start the controller again' },
  { id: 'restart-source', says: 'start the source again' },
  { id: 'restart-processor', says: 'start the processor again' },
  { id: 'repair-network', says: 'repair the links between clients and brokers' },
  { id: 'roll-back', says: 'roll the last change of settings back' },
  { id: 'set-clock', says: 'set the clock right' },
  { id: 'repair-storage', says: 'give the lake’s storage its speed back' },
  { id: 'free-disk', says: 'free the disk of the lake' },
  { id: 'release-table', says: 'let the table be written again' },
  { id: 'quarantine', says: 'put the bad records into quarantine' },
];
