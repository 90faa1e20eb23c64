/** The artefact that an OS image is made of: `microvisor-signed.raw.gz` is `microvisor.raw.gz`, signed. */
export const unsignedName = (image: string): string => image.replace(/-signed(?=\.raw\.gz$)/, '');
