-- GraphQL documents that clients may name by an id instead of sending them.
CREATE TABLE "TrustedDocument" (
    "id" TEXT COLLATE "C" NOT NULL CHECK ("id" ~ '^[A-Za-z0-9_.~:-]{1,128}$'),
    -- SHA-256 of the text: finds a document that was sent as a text, and the same one under another id.
    "hash" TEXT COLLATE "C" NOT NULL CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    "text" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "TrustedDocument_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "TrustedDocument_hash_idx" ON "TrustedDocument" ("hash");
