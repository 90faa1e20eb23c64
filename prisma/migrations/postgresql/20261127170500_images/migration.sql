-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "bootSource" TEXT,
ADD COLUMN     "seedPassword" TEXT;

-- CreateTable
CREATE TABLE "Image" (
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "diskBytes" BIGINT NOT NULL,
    "sha256" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "completedAt" TIMESTAMP(3),

    CONSTRAINT "Image_pkey" PRIMARY KEY ("name")
);
