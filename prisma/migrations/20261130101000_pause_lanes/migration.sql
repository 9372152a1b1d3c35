-- An operator may pause a lane: nothing is folded until that is taken back. As JSON, by whom, why and since when.
ALTER TABLE "Lane" ADD COLUMN "paused" TEXT;
