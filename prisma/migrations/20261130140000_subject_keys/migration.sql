-- Keys of the people that personal fields are about: what a key has sealed is gone for good with the key.
CREATE TABLE "SubjectKey" (
    -- `category/id`; a name without a slash is of a key of the installation.
    "subject" TEXT COLLATE "C" NOT NULL,
    -- Wrapped by DATA_KEYS; null once it is erased.
    "wrapped" TEXT,
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SubjectKey_pkey" PRIMARY KEY ("subject"),
    CONSTRAINT "SubjectKey_erased" CHECK (("wrapped" IS NULL) = ("erasedAt" IS NOT NULL))
);

CREATE INDEX "SubjectKey_forgotten" ON "SubjectKey" ("erasedAt") WHERE "erasedAt" IS NOT NULL;

-- Streams that hold sealed fields of a subject, written before the first of them: those that are still to be told of an
-- erasure.
CREATE TABLE "SubjectStream" (
    "subject" TEXT COLLATE "C" NOT NULL,
    "stream" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SubjectStream_pkey" PRIMARY KEY ("subject", "stream")
);
