-- AlterTable
ALTER TABLE "ShareLink" ADD COLUMN     "creatorId" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "downloads" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "hideIdentifiers" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "lastUsedAt" TIMESTAMP(3),
ADD COLUMN     "passphraseHash" TEXT,
ADD COLUMN     "revokedBy" TEXT,
ADD COLUMN     "title" TEXT NOT NULL DEFAULT '';
