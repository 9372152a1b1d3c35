-- Parked documents: a body that begins with "!" has the mark of the event that could not be folded in its first line.
CREATE INDEX "Document_parked" ON "Document" ("lane", "generation", "id") WHERE left("body", 1) = '!';

-- Documents that the worker of their lane is to fold anew.
CREATE TABLE "MendRequest" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("lane", "generation", "id")
);

-- Events that an operator has discarded: folds of the projection pass over them, for one document or ('') for all.
CREATE TABLE "DiscardedEvent" (
    "event" UUID NOT NULL,
    "projection" TEXT COLLATE "C" NOT NULL,
    "document" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "discardedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY ("event", "projection", "document")
);
