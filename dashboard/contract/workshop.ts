// What the page knows of a workshop: the board's types, from the one description of them. Types only, so that zod never reaches the browser.
export type {
  Action,
  Board,
  BoardLab,
  BoardMessage,
  BoardSeat,
  SeatGame,
} from '../../labs/workshop/board-contract.ts';
